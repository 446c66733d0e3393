/**
 * Access tokens (cookie and bearer) and socket tickets: HS256 JWTs that name the user and the
 * user's token version. Nothing else in them is believed; the user's document decides.
 */
import { jwtVerify, SignJWT } from 'jose';

import { parseUserId, randomToken, type UserId } from '@/lib/kernel/ids';
import { RecentMap } from '@/lib/kernel/recent-map';

import type { SigningKeys } from './signing-keys';

const ISSUER = 'atelier';
const ALGORITHM = 'HS256';

/** `access` opens the API; `ws` opens sockets only. */
export type Audience = 'access' | 'ws';

export interface TokenClaims {
  readonly userId: UserId;
  readonly tokenVersion: number;
  /** The sign-in it belongs to: an access token and the tickets made from it share it. */
  readonly sessionId: string;
  readonly expiresAt: Date;
}

/**
 * @param ttlS life in seconds
 * @param sessionId default: a new session
 */
export async function signToken(
  keys: SigningKeys,
  user: { readonly id: UserId; readonly tokenVersion: number },
  audience: Audience,
  ttlS: number,
  sessionId: string = randomToken(12),
): Promise<string> {
  return new SignJWT({ tv: user.tokenVersion, sid: sessionId })
    .setProtectedHeader({ alg: ALGORITHM, kid: keys.current.kid })
    .setIssuer(ISSUER)
    .setAudience(audience)
    .setSubject(user.id)
    .setIssuedAt()
    .setExpirationTime(`${ttlS}s`)
    .sign(keys.current.key);
}

/**
 * Claims of tokens that held, by audience and token: a client sends the same one with every request, and
 * what was signed does not change. Whether it still counts the user's document says each time.
 */
const verified = new WeakMap<SigningKeys, RecentMap<string, TokenClaims>>();
const VERIFIED_MAX = 2_000;

/** @returns null for anything but a valid, unexpired token of ours for that audience */
export async function verifyToken(
  keys: SigningKeys,
  token: string,
  audience: Audience,
): Promise<TokenClaims | null> {
  const known = verified.get(keys) ?? new RecentMap<string, TokenClaims>(VERIFIED_MAX);
  verified.set(keys, known);
  const name = `${audience} ${token}`;
  const claims = known.get(name) ?? (await claimsOf(keys, token, audience));
  if (claims === null || claims.expiresAt.getTime() <= Date.now()) return null;
  known.set(name, claims);
  return claims;
}

async function claimsOf(
  keys: SigningKeys,
  token: string,
  audience: Audience,
): Promise<TokenClaims | null> {
  try {
    const { payload } = await jwtVerify(
      token,
      ({ kid }) => {
        const key = keys.find(kid);
        if (key === undefined) throw new Error('unknown key id');
        return key;
      },
      { issuer: ISSUER, audience, algorithms: [ALGORITHM], requiredClaims: ['sub', 'exp'] },
    );
    const { sub, exp, tv, sid } = payload as Record<string, unknown>;
    const userId = typeof sub === 'string' ? parseUserId(sub) : null;
    if (userId === null || typeof tv !== 'number' || typeof sid !== 'string') return null;
    return { userId, tokenVersion: tv, sessionId: sid, expiresAt: new Date(Number(exp) * 1000) };
  } catch {
    return null;
  }
}
