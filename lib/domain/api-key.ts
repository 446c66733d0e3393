/** Keys with which scripts act for a user, each for a part of what the user may do. */
import type { UserId } from '@/lib/kernel/ids';

/**
 * - `run`: submit, cancel and upload, and read one's own things;
 * - `read`: only read one's own things;
 * - `admin`: the admin routes, for as long as the owner is an admin.
 */
export const SCOPES = ['run', 'read', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

/** What a door asks for: reading, changing, an admin's act, or a signed-in session and no key at all. */
export type Need = 'read' | 'write' | 'admin' | 'session';

export interface ApiKey {
  /** 24 lowercase hex digits, the public part of the key. */
  readonly id: string;
  readonly userId: UserId;
  readonly label: string;
  readonly scopes: readonly Scope[];
  /** Hex SHA-256 of the secret part, which is 32 random bytes: nothing to guess, so nothing to slow down. */
  readonly secretHash: string;
  readonly createdAt: Date;
  /** Exact to the minute; null: never used. */
  readonly lastUsedAt: Date | null;
}

export const API_KEY_PREFIX = 'atk_';
export const API_KEY_LABEL_MAX_LENGTH = 80;
export const API_KEYS_PER_USER_MAX = 50;

const ENOUGH: Readonly<Record<Need, readonly Scope[]>> = {
  read: ['read', 'run'],
  write: ['run'],
  admin: ['admin'],
  session: [],
};

/** @param scopes of the key; null: a session, which may do what its user may */
export function scopesAllow(scopes: readonly Scope[] | null, need: Need): boolean {
  return scopes === null || ENOUGH[need].some((scope) => scopes.includes(scope));
}
