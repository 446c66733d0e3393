/** People and what they may do. */
import type { UserId } from '@/lib/kernel/ids';

import type { Scope } from './api-key';
import type { Limits } from './limits';

/** What each may do stands in `permissions.ts`. */
export const ROLES = ['admin', 'operator', 'user', 'guest'] as const;
export type Role = (typeof ROLES)[number];

/** `leaving`: signed out for good, and about to be removed with what was chosen for the person's things. */
export const USER_STATUSES = ['active', 'disabled', 'leaving'] as const;
export type UserStatus = (typeof USER_STATUSES)[number];

export interface EndedSession {
  readonly sessionId: string;
  /** When its token expires, after which nothing needs to be remembered. */
  readonly until: Date;
}

/** What becomes of a removed person's things. */
export interface Leaving {
  /** Removal begins then; until then it can be taken back. */
  readonly from: Date;
  /** Results and uploads: gone, or the heir's. */
  readonly pictures: 'delete' | 'give';
  /** Waiting and running prompts: cancelled at once, or run to their end first. */
  readonly queue: 'cancel' | 'finish';
  /** Saved graphs: gone, or the heir's. */
  readonly graphs: 'delete' | 'give';
  /** Who gets what is given. */
  readonly heirId: UserId | null;
}

export interface User {
  readonly id: UserId;
  /** Lower case, trimmed; unique. */
  readonly email: string;
  readonly name: string;
  /** argon2id, PHC string. */
  readonly pwdHash: string;
  readonly role: Role;
  readonly status: UserStatus;
  /** Every token carries it; raising it ends all sessions on their next request. */
  readonly tokenVersion: number;
  /** Sessions that signed out before their token expired. */
  readonly endedSessions: readonly EndedSession[];
  /** A one-time password must be changed before anything else. */
  readonly mustChangePassword: boolean;
  /** The pool whose slots run this user's prompts. */
  readonly pool: string;
  /** The user's own limits; what is not named comes from the role. */
  readonly limits: Partial<Limits>;
  /** Set while the status is `leaving`. */
  readonly leaving: Leaving | null;
  readonly createdAt: Date;
}

/** Who asks: taken from a verified token and the user's document, never from a request's body. */
export interface Caller {
  readonly userId: UserId;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly pool: string;
  /** The role's limits merged with the user's own. */
  readonly limits: Limits;
  readonly tokenVersion: number;
  /** One sign-in or one API key, with every socket ticket made from it. */
  readonly sessionId: string;
  /** What the API key may do; null: a session, which may do what its user may. */
  readonly scopes: readonly Scope[] | null;
  readonly mustChangePassword: boolean;
}

/** The one way in which e-mail addresses are compared and stored. */
export function normaliseEmail(email: string): string {
  return email.trim().toLowerCase();
}

export const PASSWORD_MIN_LENGTH = 10;
export const PASSWORD_MAX_LENGTH = 256;

/** In the place of a hash: no password opens it, only a one-time link. */
export const NO_PASSWORD = '-';
