import { may } from '@/lib/domain/permissions';
import type { Caller } from '@/lib/domain/user';
import { AppError } from '@/lib/kernel/errors';
import type { UserId } from '@/lib/kernel/ids';
import type { UserRepository } from '@/prisma-free-db/repositories/users';

/** More people than that are no search. */
const PEOPLE_MAX = 200;

/**
 * Whom a part of a name or address means, for lists that can be narrowed to people.
 * @returns undefined when there is no text: everybody
 * @throws AppError `forbidden` when the caller may not see whose things are listed
 */
export async function findPeople(
  users: Pick<UserRepository, 'listAsSystem'>,
  caller: Pick<Caller, 'role'>,
  text: string | undefined,
): Promise<UserId[] | undefined> {
  if (text === undefined) return undefined;
  if (!may(caller.role, 'runs.content')) {
    throw new AppError('forbidden', 'Your role does not see whose these are.', { reason: 'role' });
  }
  return (await users.listAsSystem(PEOPLE_MAX, 0, { text })).map(({ id }) => id);
}
