import type { Limits } from '@/lib/domain/limits';
import { NO_PASSWORD, normaliseEmail, type Role, type User } from '@/lib/domain/user';
import { AppError } from '@/lib/kernel/errors';
import { newUserId } from '@/lib/kernel/ids';
import type { UserRepository } from '@/prisma-free-db/repositories/users';

import { hashPassword, oneTimePassword } from './passwords';

const EMAIL = /^[^\s@]+@[^\s@]+$/;
const EMAIL_MAX_LENGTH = 254;

export interface NewUser {
  readonly email: string;
  /** Default: the part of the address before the @. */
  readonly name?: string | undefined;
  readonly role?: Role | undefined;
  readonly pool?: string | undefined;
  readonly limits?: Partial<Limits> | undefined;
  /** Default: a one-time password that must be changed at the first sign-in. Null: none, for an invitation. */
  readonly password?: string | null | undefined;
}

/**
 * Makes a user.
 * @returns the user, and the one-time password to hand over when none was given
 * @throws AppError `invalid_input` for an address that is none, `conflict` for one that is taken
 */
export async function createUser(
  { db }: { db: { users: Pick<UserRepository, 'create'> } },
  input: NewUser,
): Promise<{ user: User; oneTimePassword: string | null }> {
  const email = normaliseEmail(input.email);
  if (!EMAIL.test(email) || email.length > EMAIL_MAX_LENGTH) {
    throw new AppError('invalid_input', `"${input.email.slice(0, 80)}" is not an e-mail address.`, {
      reason: 'email_bad',
    });
  }
  const issued = input.password === undefined ? oneTimePassword() : null;
  const user: User = {
    id: newUserId(),
    email,
    name: input.name?.trim() || email.slice(0, email.indexOf('@')),
    pwdHash:
      input.password === null ? NO_PASSWORD : await hashPassword(input.password ?? issued ?? ''),
    role: input.role ?? 'user',
    status: 'active',
    tokenVersion: 1,
    endedSessions: [],
    mustChangePassword: issued !== null,
    pool: input.pool ?? 'default',
    limits: input.limits ?? {},
    leaving: null,
    createdAt: new Date(),
  };
  await db.users.create(user);
  return { user, oneTimePassword: issued };
}
