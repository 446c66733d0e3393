import type { User } from '@/lib/domain/user';

/** A user as the admin pages show one; no hash, no token state. */
export interface UserRow {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: User['role'];
  readonly status: User['status'];
  readonly pool: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

export function toUserRow({ id, email, name, role, status, pool, createdAt }: User): UserRow {
  return { id, email, name, role, status, pool, createdAt: createdAt.toISOString() };
}
