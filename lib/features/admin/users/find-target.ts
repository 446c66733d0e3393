import type { AuditTarget } from '@/lib/domain/audit';
import type { User } from '@/lib/domain/user';
import { AppError } from '@/lib/kernel/errors';
import { parseUserId } from '@/lib/kernel/ids';
import type { UserRepository } from '@/prisma-free-db/repositories/users';

/** @throws AppError `not_found` */
export async function findTarget(
  users: Pick<UserRepository, 'findById'>,
  id: string | undefined,
): Promise<User> {
  const userId = parseUserId(id ?? '');
  const user = userId && (await users.findById(userId));
  if (user === null) throw new AppError('not_found', 'There is no such user.');
  return user;
}

export const userTarget = ({ id, email }: Pick<User, 'id' | 'email'>): AuditTarget => ({
  kind: 'user',
  id,
  name: email,
});
