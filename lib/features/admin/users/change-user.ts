/** An admin changes what a user is and may do. A new role acts on the user's next request. */
import type { Limits } from '@/lib/domain/limits';
import type { Role, User } from '@/lib/domain/user';
import { revokeSessions, type RevokeDeps } from '@/lib/features/accounts/revoke-sessions';
import { AppError } from '@/lib/kernel/errors';
import type { UserRepository } from '@/prisma-free-db/repositories/users';

export interface UserChange {
  readonly name?: string | undefined;
  readonly role?: Role | undefined;
  readonly pool?: string | undefined;
  /** All of the user's own limits; those that are not named come from the role. */
  readonly limits?: Partial<Limits> | undefined;
}

type ChangeDeps = RevokeDeps & { readonly users: Pick<UserRepository, 'changeAsSystem'> };

/**
 * A changed role ends the user's sessions: open pages and sockets were admitted under the old one.
 * @throws AppError `not_found`
 */
export async function changeUser(deps: ChangeDeps, user: User, change: UserChange): Promise<User> {
  const { role, ...rest } = change;
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  const changed =
    Object.keys(given).length === 0 ? user : await deps.users.changeAsSystem(user.id, given);
  if (changed === null) throw new AppError('not_found', 'There is no such user.');
  if (role === undefined || role === changed.role) return changed;
  return revokeSessions(deps, user.id, { role });
}

/** The fields that differ, as they are and as they are asked to be, for the audit record. */
export function differencesOf(
  user: User,
  change: UserChange,
): { before: Record<string, unknown>; after: Record<string, unknown> } {
  const before: Record<string, unknown> = {};
  const after: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(change)) {
    const was: unknown = user[name as keyof UserChange];
    if (value === undefined || JSON.stringify(was) === JSON.stringify(value)) continue;
    before[name] = was;
    after[name] = value;
  }
  return { before, after };
}
