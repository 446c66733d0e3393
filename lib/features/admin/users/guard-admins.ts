import type { Caller, User } from '@/lib/domain/user';
import { AppError } from '@/lib/kernel/errors';
import type { UserRepository } from '@/prisma-free-db/repositories/users';

/**
 * Nobody locks the door with the key inside: an admin does not take the own rights away, and the last
 * active admin stays one.
 * @param what the act as a clause, such as `disable`
 * @throws AppError `conflict`
 */
export async function guardAdmins(
  users: Pick<UserRepository, 'countAsSystem'>,
  caller: Pick<Caller, 'userId'>,
  target: User,
  what: string,
): Promise<void> {
  if (target.id === caller.userId) {
    throw new AppError('conflict', `You cannot ${what} yourself. Ask another admin.`, {
      reason: 'oneself',
    });
  }
  if (target.role !== 'admin' || target.status !== 'active') return;
  if ((await users.countAsSystem({ role: 'admin', status: 'active' })) > 1) return;
  throw new AppError('conflict', `${target.email} is the last admin. Make another one first.`, {
    reason: 'last_admin',
  });
}
