/**
 * Who asks. A token is checked against the user's document on every call, so that disabling a user,
 * a changed password or "sign out everywhere" acts on the next request, in every replica. API keys
 * are checked the same way, against their own document too.
 */
import { API_KEY_PREFIX, type ApiKey, type Scope } from '@/lib/domain/api-key';
import { limitsOf, type Limits } from '@/lib/domain/limits';
import type { Caller, Role, User } from '@/lib/domain/user';
import { AppError, errorMessage } from '@/lib/kernel/errors';
import type { Logger } from '@/lib/kernel/log';
import type { ApiKeyRepository } from '@/prisma-free-db/repositories/api-keys';
import type { UserRepository } from '@/prisma-free-db/repositories/users';

import { isSecretOf, parseApiKey } from './api-key-token';
import { keyOfSession, keySessionId } from './key-session';
import { SESSION_COOKIE } from './session-cookie';
import type { SigningKeys } from './signing-keys';
import { verifyToken, type Audience } from './tokens';

export interface CredentialHeaders {
  readonly cookie?: string | undefined;
  readonly authorization?: string | undefined;
}

export interface Authenticator {
  /**
   * Bearer token or API key first, then the session cookie. A bearer that does not hold is not
   * replaced by a cookie: the client meant the bearer.
   * @throws AppError `unavailable` when the database is away
   */
  fromRequest(headers: CredentialHeaders): Promise<Caller | null>;
  /** A socket ticket (`?token=`). */
  fromWsToken(token: string): Promise<Caller | null>;
  /** An access token by itself; cookies hold nothing else. */
  fromAccessToken(token: string): Promise<Caller | null>;
  /** What stands behind `Bearer`: an access token or an API key. */
  fromBearer(text: string): Promise<Caller | null>;
}

export interface AuthenticatorDeps {
  readonly users: Pick<UserRepository, 'findById'>;
  readonly apiKeys: Pick<ApiKeyRepository, 'findAsSystem' | 'touch'>;
  readonly keys: SigningKeys;
  /** What this installation says on the limits of roles; default: only our own defaults. */
  readonly roleLimits?: () => Promise<RoleLimits>;
  /** Told of everybody who asks for something. */
  readonly onSeen?: (userId: User['id']) => void;
  readonly log: Logger;
}

type RoleLimits = Readonly<Partial<Record<Role, Partial<Limits>>>>;

/** `lastUsedAt` is written at most this often. */
const USE_WRITTEN_EVERY_MS = 60_000;

export function createAuthenticator(deps: AuthenticatorDeps): Authenticator {
  async function callerOf(
    user: User,
    sessionId: string,
    scopes: readonly Scope[] | null,
  ): Promise<Caller> {
    deps.onSeen?.(user.id);
    return toCaller(user, sessionId, scopes, (await deps.roleLimits?.()) ?? {});
  }

  async function fromToken(token: string, audience: Audience): Promise<Caller | null> {
    const claims = await verifyToken(deps.keys, token, audience);
    if (claims === null) return null;
    const user = await known(deps.users.findById(claims.userId));
    if (user?.status !== 'active' || user.tokenVersion !== claims.tokenVersion) return null;
    if (user.endedSessions.some(({ sessionId }) => sessionId === claims.sessionId)) return null;
    const keyId = keyOfSession(claims.sessionId);
    if (keyId === null) return callerOf(user, claims.sessionId, null);
    // A ticket that was made with an API key is worth as much as the key is now.
    const key = await known(deps.apiKeys.findAsSystem(keyId));
    return key?.userId === user.id ? callerOf(user, claims.sessionId, key.scopes) : null;
  }

  async function fromApiKey(text: string): Promise<Caller | null> {
    const token = parseApiKey(text);
    const key = token && (await known(deps.apiKeys.findAsSystem(token.id)));
    if (token === null || key === null || !isSecretOf(key, token.secret)) return null;
    const user = await known(deps.users.findById(key.userId));
    if (user?.status !== 'active') return null;
    noteUse(deps, key);
    return callerOf(user, keySessionId(key.id), key.scopes);
  }

  const fromBearer = (text: string): Promise<Caller | null> =>
    text.startsWith(API_KEY_PREFIX) ? fromApiKey(text) : fromToken(text, 'access');

  return {
    async fromRequest({ cookie, authorization }) {
      if (authorization !== undefined) {
        const token = bearerToken(authorization);
        return token === undefined ? null : fromBearer(token);
      }
      const token = cookieValue(cookie, SESSION_COOKIE);
      return token === undefined ? null : fromToken(token, 'access');
    },
    fromWsToken: (token) => fromToken(token, 'ws'),
    fromAccessToken: (token) => fromToken(token, 'access'),
    fromBearer,
  };
}

function toCaller(
  user: User,
  sessionId: string,
  scopes: readonly Scope[] | null,
  ofRoles: RoleLimits,
): Caller {
  const { id, email, name, role, pool, tokenVersion, mustChangePassword } = user;
  return {
    userId: id,
    email,
    name,
    role,
    pool,
    limits: limitsOf(role, user.limits, ofRoles),
    tokenVersion,
    sessionId,
    scopes,
    mustChangePassword,
  };
}

/** Nobody waits for it: a request is not worth less because its time could not be written. */
function noteUse({ apiKeys, log }: AuthenticatorDeps, { id, userId, lastUsedAt }: ApiKey): void {
  const now = new Date();
  const notSince = new Date(now.getTime() - USE_WRITTEN_EVERY_MS);
  if (lastUsedAt !== null && lastUsedAt >= notSince) return;
  apiKeys.touch(userId, id, now, notSince).catch((error: unknown) => {
    log.warn({ userId, error: errorMessage(error) }, 'use of an API key not written');
  });
}

async function known<Value>(asked: Promise<Value>): Promise<Value> {
  return asked.catch((error: unknown) => {
    throw new AppError('unavailable', 'The database does not answer. Try again in a moment.', {
      cause: error,
      retryAfterS: 2,
    });
  });
}

/** The token of an `Authorization: Bearer …` header. */
export function bearerToken(authorization: string): string | undefined {
  return /^Bearer +(\S+)$/i.exec(authorization)?.[1];
}

/** The value of a cookie in a `Cookie` header. */
export function cookieValue(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const equals = pair.indexOf('=');
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return undefined;
}
