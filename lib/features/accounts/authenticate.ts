/**
 * Who asks. A token is checked against the user's document on every call, so that disabling a user,
 * a changed password or "sign out everywhere" acts on the next request, in every replica.
 */
import type { Caller, User } from '@/lib/domain/user';
import { AppError } from '@/lib/kernel/errors';
import type { UserRepository } from '@/prisma-free-db/repositories/users';

import { SESSION_COOKIE } from './session-cookie';
import type { SigningKeys } from './signing-keys';
import { verifyToken, type Audience } from './tokens';

export interface CredentialHeaders {
  readonly cookie?: string | undefined;
  readonly authorization?: string | undefined;
}

export interface Authenticator {
  /**
   * Bearer token first, then the session cookie. A bearer token that does not hold is not replaced
   * by a cookie: the client meant the token.
   * @throws AppError `unavailable` when the database is away
   */
  fromRequest(headers: CredentialHeaders): Promise<Caller | null>;
  /** A socket ticket (`?token=`). */
  fromWsToken(token: string): Promise<Caller | null>;
  /** An access token by itself. */
  fromAccessToken(token: string): Promise<Caller | null>;
}

export interface AuthenticatorDeps {
  readonly users: Pick<UserRepository, 'findById'>;
  readonly keys: SigningKeys;
}

function callerOf(user: User, sessionId: string): Caller {
  const { id, email, name, role, pool, tokenVersion, mustChangePassword } = user;
  return { userId: id, email, name, role, pool, tokenVersion, sessionId, mustChangePassword };
}

export function createAuthenticator({ users, keys }: AuthenticatorDeps): Authenticator {
  async function fromToken(token: string, audience: Audience): Promise<Caller | null> {
    const claims = await verifyToken(keys, token, audience);
    if (claims === null) return null;
    const user = await users.findById(claims.userId).catch((error: unknown) => {
      throw new AppError('unavailable', 'The database does not answer. Try again in a moment.', {
        cause: error,
        retryAfterS: 2,
      });
    });
    if (user?.status !== 'active' || user.tokenVersion !== claims.tokenVersion) return null;
    if (user.endedSessions.some(({ sessionId }) => sessionId === claims.sessionId)) return null;
    return callerOf(user, claims.sessionId);
  }

  return {
    async fromRequest({ cookie, authorization }) {
      if (authorization !== undefined) {
        const [, token] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
        return token === undefined ? null : fromToken(token, 'access');
      }
      const token = cookieValue(cookie, SESSION_COOKIE);
      return token === undefined ? null : fromToken(token, 'access');
    },
    fromWsToken: (token) => fromToken(token, 'ws'),
    fromAccessToken: (token) => fromToken(token, 'access'),
  };
}

/** The value of a cookie in a `Cookie` header. */
export function cookieValue(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const equals = pair.indexOf('=');
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return undefined;
}
