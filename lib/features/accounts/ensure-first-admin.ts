import type { UserRepository } from '@/prisma-free-db/repositories/users';

import { createUser } from './create-user';

/**
 * Makes the first admin when there is no user at all.
 * @returns the address and one-time password, to be shown once; null when there are users
 */
export async function ensureFirstAdmin(
  deps: { db: { users: Pick<UserRepository, 'create' | 'countAsSystem'> } },
  email: string,
): Promise<{ email: string; oneTimePassword: string } | null> {
  if ((await deps.db.users.countAsSystem()) > 0) return null;
  const made = await createUser(deps, { email, name: 'Admin', role: 'admin' });
  return { email: made.user.email, oneTimePassword: made.oneTimePassword ?? '' };
}
