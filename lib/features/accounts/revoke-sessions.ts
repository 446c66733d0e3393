/**
 * Ends every session of a user and revokes the user's API keys: both stop working on their next use,
 * open sockets are closed.
 */
import type { User } from '@/lib/domain/user';
import { AppError } from '@/lib/kernel/errors';
import type { UserId } from '@/lib/kernel/ids';
import type { Publisher } from '@/lib/realtime/channel';
import type { ApiKeyRepository } from '@/prisma-free-db/repositories/api-keys';
import type { UserRepository } from '@/prisma-free-db/repositories/users';

export interface RevokeDeps {
  readonly users: Pick<UserRepository, 'changeAndRevoke'>;
  readonly apiKeys: Pick<ApiKeyRepository, 'removeAll'>;
  readonly publisher: Publisher;
}

/**
 * @param change what changes with it, such as the status of a user who is disabled
 * @throws AppError `not_found`
 */
export async function revokeSessions(
  { users, apiKeys, publisher }: RevokeDeps,
  userId: UserId,
  change: Partial<
    Pick<User, 'status' | 'role' | 'pwdHash' | 'mustChangePassword' | 'leaving'>
  > = {},
): Promise<User> {
  const user = await users.changeAndRevoke(userId, change);
  if (user === null) throw new AppError('not_found', 'There is no such user.');
  await apiKeys.removeAll(userId);
  announceRevocation(publisher, user);
  return user;
}

/** Tells every replica that older sessions of the user have ended. */
export function announceRevocation(publisher: Publisher, user: User): void {
  publisher.publish(user.id, { kind: 'session', tokenVersion: user.tokenVersion });
}
