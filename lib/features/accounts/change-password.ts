import type { Caller, User } from '@/lib/domain/user';
import { AppError } from '@/lib/kernel/errors';
import type { UserRepository } from '@/prisma-free-db/repositories/users';

import { checkNewPassword, hashPassword, verifyPassword } from './passwords';

/**
 * Changes the caller's own password. Every session ends, the caller's too: the door that called
 * gives the caller a new token for the user returned.
 * @throws AppError `forbidden` for a wrong current password, `invalid_input` for a bad new one
 */
export async function changePassword(
  { users }: { users: Pick<UserRepository, 'findById' | 'changeAndRevoke'> },
  caller: Caller,
  currentPassword: string,
  newPassword: string,
): Promise<User> {
  const user = await users.findById(caller.userId);
  if (user === null || !(await verifyPassword(user.pwdHash, currentPassword))) {
    throw new AppError('forbidden', 'The current password is wrong.', { reason: 'password_wrong' });
  }
  checkNewPassword(newPassword, user.email);
  if (newPassword === currentPassword) {
    throw new AppError('invalid_input', 'The new password must differ from the current one.', {
      reason: 'password_same',
    });
  }
  const changed = await users.changeAndRevoke(user.id, {
    pwdHash: await hashPassword(newPassword),
    mustChangePassword: false,
  });
  if (changed === null) throw new AppError('not_found', 'This user does not exist any more.');
  return changed;
}
