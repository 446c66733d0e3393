/** Who opens a socket: by ticket in the query, bearer token, or the session cookie of our own pages. */
import type { IncomingMessage } from 'node:http';

import type { Caller } from '@/lib/domain/user';
import { cookieValue, type Authenticator } from '@/lib/features/accounts/authenticate';
import { SESSION_COOKIE } from '@/lib/features/accounts/session-cookie';
import type { SigningKeys } from '@/lib/features/accounts/signing-keys';
import { verifyToken, type Audience } from '@/lib/features/accounts/tokens';
import { isSameOrigin } from '@/lib/http/origin';
import { AppError } from '@/lib/kernel/errors';
import type { UserRepository } from '@/prisma-free-db/repositories/users';

import { CLOSINGS, type SocketClosing } from './close-codes';

export interface AdmitDeps {
  readonly authenticator: Pick<Authenticator, 'fromAccessToken' | 'fromWsToken'>;
  readonly users: Pick<UserRepository, 'findById'>;
  readonly keys: SigningKeys;
  readonly trustProxy: boolean;
}

interface Credential {
  readonly token: string;
  readonly audience: Audience;
}

/** @returns the caller, or how the socket is to be closed; throws nothing for bad credentials */
export async function admitSocket(
  deps: AdmitDeps,
  request: IncomingMessage,
  query: URLSearchParams,
): Promise<Caller | SocketClosing> {
  const credential = credentialIn(request, query);
  if (credential === null) return CLOSINGS.notSignedIn;
  const isCookie = !query.has('token') && request.headers.authorization === undefined;
  if (isCookie && !isOurPage(request, deps.trustProxy)) return CLOSINGS.foreignOrigin;
  try {
    const { authenticator } = deps;
    const caller = await (credential.audience === 'ws'
      ? authenticator.fromWsToken(credential.token)
      : authenticator.fromAccessToken(credential.token));
    if (caller === null) return await refusal(deps, credential);
    return caller.mustChangePassword ? CLOSINGS.changePassword : caller;
  } catch (error) {
    if (error instanceof AppError && error.code === 'unavailable') return CLOSINGS.unavailable;
    throw error;
  }
}

/** The first credential that was meant: a bad one is not replaced by the next. */
function credentialIn(request: IncomingMessage, query: URLSearchParams): Credential | null {
  const ticket = query.get('token');
  if (ticket !== null) return { token: ticket, audience: 'ws' };
  const { authorization, cookie } = request.headers;
  const token =
    authorization === undefined
      ? cookieValue(cookie, SESSION_COOKIE)
      : /^Bearer +(\S+)$/i.exec(authorization)?.[1];
  return token === undefined ? null : { token, audience: 'access' };
}

/** Browsers send `Origin` with every socket, and other sites' pages can open sockets to us. */
function isOurPage(request: IncomingMessage, trustProxy: boolean): boolean {
  return isSameOrigin((name) => request.headers[name]?.toString(), trustProxy);
}

/** Tells somebody whose token was good once that the account is disabled. */
async function refusal(
  { users, keys }: AdmitDeps,
  { token, audience }: Credential,
): Promise<SocketClosing> {
  const claims = await verifyToken(keys, token, audience);
  const user = claims === null ? null : await users.findById(claims.userId);
  return user?.status === 'disabled' ? CLOSINGS.disabled : CLOSINGS.notSignedIn;
}
