import type { Publisher } from '@/lib/realtime/channel';
import type { UserRepository } from '@/prisma-free-db/repositories/users';

import type { SigningKeys } from './signing-keys';
import { verifyToken } from './tokens';

export interface SignOutDeps {
  readonly users: Pick<UserRepository, 'endSession'>;
  readonly keys: SigningKeys;
  readonly publisher: Publisher;
  /** How long new tokens live, in seconds: access tokens and socket tickets. */
  readonly tokenLives: readonly number[];
}

/** For a token that is being signed while its session ends, and for replicas whose clocks differ. */
const MARGIN_MS = 60_000;

/**
 * Ends the session of an access token: the token, its copies and its socket tickets work no more.
 * Other sessions of the user go on. A token that does not hold is nobody's session: nothing to do.
 */
export async function signOut(
  { users, keys, publisher, tokenLives }: SignOutDeps,
  accessToken: string,
): Promise<void> {
  const claims = await verifyToken(keys, accessToken, 'access');
  if (claims === null) return;
  const { userId, sessionId, expiresAt, tokenVersion } = claims;
  const now = new Date();
  // A session's tokens are renewed while it is used, so others may outlive the one that is shown here:
  // until now each was signed for a whole life at most.
  const lastMs = now.getTime() + Math.max(...tokenLives) * 1_000;
  const until = new Date(Math.max(lastMs, expiresAt.getTime()) + MARGIN_MS);
  await users.endSession(userId, { sessionId, until }, now);
  publisher.publish(userId, { kind: 'session', tokenVersion, endedSessionId: sessionId });
}
