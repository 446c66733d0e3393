import { NO_PASSWORD, type User } from '@/lib/domain/user';

/** A user as the admin pages show one; no hash, no token state. */
export interface UserRow {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: User['role'];
  readonly status: User['status'];
  readonly pool: string;
  readonly limits: User['limits'];
  /** Whether the person still has to set a password by a link. */
  readonly invited: boolean;
  /** ISO 8601: when a person who is being removed goes; null for all others. */
  readonly leavingFrom: string | null;
  /** ISO 8601. */
  readonly createdAt: string;
}

export function toUserRow(user: User): UserRow {
  const { id, email, name, role, status, pool, limits } = user;
  return {
    ...{ id, email, name, role, status, pool, limits },
    invited: user.pwdHash === NO_PASSWORD,
    leavingFrom: user.leaving?.from.toISOString() ?? null,
    createdAt: user.createdAt.toISOString(),
  };
}
