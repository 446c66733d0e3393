/** Who opens a socket: by ticket in the query, bearer token, or the session cookie of our own pages. */
import type { IncomingMessage } from 'node:http';

import { scopesAllow } from '@/lib/domain/api-key';
import type { Caller } from '@/lib/domain/user';
import { bearerToken, cookieValue, type Authenticator } from '@/lib/features/accounts/authenticate';
import { SESSION_COOKIE } from '@/lib/features/accounts/session-cookie';
import type { SigningKeys } from '@/lib/features/accounts/signing-keys';
import { verifyToken } from '@/lib/features/accounts/tokens';
import { isSameOrigin } from '@/lib/http/origin';
import { AppError } from '@/lib/kernel/errors';
import type { UserRepository } from '@/prisma-free-db/repositories/users';

import { CLOSINGS, type SocketClosing } from './close-codes';

export interface AdmitDeps {
  readonly authenticator: Pick<Authenticator, 'fromAccessToken' | 'fromBearer' | 'fromWsToken'>;
  readonly users: Pick<UserRepository, 'findById'>;
  readonly keys: SigningKeys;
  readonly trustProxy: boolean;
}

interface Credential {
  readonly token: string;
  readonly kind: 'ticket' | 'bearer' | 'cookie';
}

/** @returns the caller, or how the socket is to be closed; throws nothing for bad credentials */
export async function admitSocket(
  deps: AdmitDeps,
  request: IncomingMessage,
  query: URLSearchParams,
): Promise<Caller | SocketClosing> {
  const credential = credentialIn(request, query);
  if (credential === null) return CLOSINGS.notSignedIn;
  if (credential.kind === 'cookie' && !isOurPage(request, deps.trustProxy))
    return CLOSINGS.foreignOrigin;
  try {
    const caller = await callerOf(deps, credential);
    if (caller === null) return await refusal(deps, credential);
    if (!scopesAllow(caller.scopes, 'read')) return CLOSINGS.wrongScope;
    return caller.mustChangePassword ? CLOSINGS.changePassword : caller;
  } catch (error) {
    if (error instanceof AppError && error.code === 'unavailable') return CLOSINGS.unavailable;
    throw error;
  }
}

function callerOf(
  { authenticator }: AdmitDeps,
  { token, kind }: Credential,
): Promise<Caller | null> {
  if (kind === 'ticket') return authenticator.fromWsToken(token);
  return kind === 'bearer' ? authenticator.fromBearer(token) : authenticator.fromAccessToken(token);
}

/** The first credential that was meant: a bad one is not replaced by the next. */
function credentialIn(request: IncomingMessage, query: URLSearchParams): Credential | null {
  const ticket = query.get('token');
  if (ticket !== null) return { token: ticket, kind: 'ticket' };
  const { authorization, cookie } = request.headers;
  if (authorization !== undefined) {
    const token = bearerToken(authorization);
    return token === undefined ? null : { token, kind: 'bearer' };
  }
  const token = cookieValue(cookie, SESSION_COOKIE);
  return token === undefined ? null : { token, kind: 'cookie' };
}

/** Browsers send `Origin` with every socket, and other sites' pages can open sockets to us. */
function isOurPage(request: IncomingMessage, trustProxy: boolean): boolean {
  return isSameOrigin((name) => request.headers[name]?.toString(), trustProxy);
}

/** Tells somebody whose token was good once that the account is disabled. */
async function refusal(
  { users, keys }: AdmitDeps,
  { token, kind }: Credential,
): Promise<SocketClosing> {
  const claims = await verifyToken(keys, token, kind === 'ticket' ? 'ws' : 'access');
  const user = claims === null ? null : await users.findById(claims.userId);
  return user?.status === 'disabled' ? CLOSINGS.disabled : CLOSINGS.notSignedIn;
}
