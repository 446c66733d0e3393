import type { Caller } from '@/lib/domain/user';
import { AppError } from '@/lib/kernel/errors';
import type { Publisher } from '@/lib/realtime/channel';
import type { ApiKeyRepository } from '@/prisma-free-db/repositories/api-keys';
import type { UserRepository } from '@/prisma-free-db/repositories/users';

import { keySessionId } from './key-session';

export interface RevokeApiKeyDeps {
  readonly apiKeys: Pick<ApiKeyRepository, 'remove'>;
  readonly users: Pick<UserRepository, 'endSession'>;
  readonly publisher: Publisher;
}

/** How long the end is remembered for replicas that missed the news; they look every half minute. */
const REMEMBERED_MS = 24 * 3_600_000;

/**
 * Revokes a key of the caller: it works no more anywhere, and sockets opened with it are closed.
 * @throws AppError `not_found`, for another user's key too
 */
export async function revokeApiKey(
  { apiKeys, users, publisher }: RevokeApiKeyDeps,
  { userId, tokenVersion }: Caller,
  keyId: string,
): Promise<void> {
  if (!(await apiKeys.remove(userId, keyId))) {
    throw new AppError('not_found', 'You have no such API key.');
  }
  const sessionId = keySessionId(keyId);
  const now = new Date();
  const until = new Date(now.getTime() + REMEMBERED_MS);
  await users.endSession(userId, { sessionId, until }, now);
  publisher.publish(userId, { kind: 'session', tokenVersion, endedSessionId: sessionId });
}
