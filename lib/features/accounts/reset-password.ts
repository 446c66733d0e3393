import { normaliseEmail, type User } from '@/lib/domain/user';
import { AppError } from '@/lib/kernel/errors';
import type { UserRepository } from '@/prisma-free-db/repositories/users';

import { hashPassword, oneTimePassword } from './passwords';

/**
 * Gives a user a one-time password and ends all of the user's sessions.
 * @throws AppError `not_found` when no user has the address
 */
export async function resetPassword(
  { db }: { db: { users: Pick<UserRepository, 'findByEmailAsSystem' | 'changeAndRevoke'> } },
  email: string,
): Promise<{ user: User; oneTimePassword: string }> {
  const user = await db.users.findByEmailAsSystem(normaliseEmail(email));
  const issued = oneTimePassword();
  const changed =
    user &&
    (await db.users.changeAndRevoke(user.id, {
      pwdHash: await hashPassword(issued),
      mustChangePassword: true,
    }));
  if (changed === null) throw new AppError('not_found', `No user has the e-mail address ${email}.`);
  return { user: changed, oneTimePassword: issued };
}
