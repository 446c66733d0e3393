import type { Publisher } from '@/lib/realtime/channel';
import type { UserRepository } from '@/prisma-free-db/repositories/users';

import type { SigningKeys } from './signing-keys';
import { verifyToken } from './tokens';

export interface SignOutDeps {
  readonly users: Pick<UserRepository, 'endSession'>;
  readonly keys: SigningKeys;
  readonly publisher: Publisher;
}

/**
 * Ends the session of an access token: the token, its copies and its socket tickets work no more.
 * Other sessions of the user go on. A token that does not hold is nobody's session: nothing to do.
 */
export async function signOut(
  { users, keys, publisher }: SignOutDeps,
  accessToken: string,
): Promise<void> {
  const claims = await verifyToken(keys, accessToken, 'access');
  if (claims === null) return;
  const { userId, sessionId, expiresAt, tokenVersion } = claims;
  await users.endSession(userId, { sessionId, until: expiresAt }, new Date());
  publisher.publish(userId, { kind: 'session', tokenVersion, endedSessionId: sessionId });
}
