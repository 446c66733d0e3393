/**
 * Removing a person. The account closes at once; what becomes of the person's things happens later
 * (`finish-leaving.ts`), so that a slip can be taken back for a while.
 */
import type { Leaving, User } from '@/lib/domain/user';
import { revokeSessions, type RevokeDeps } from '@/lib/features/accounts/revoke-sessions';
import { AppError } from '@/lib/kernel/errors';
import type { UserRepository } from '@/prisma-free-db/repositories/users';

/** So long a removal can be taken back. */
export const LEAVING_GRACE_MS = 60_000;

export type Choices = Pick<Leaving, 'pictures' | 'queue' | 'graphs'> & {
  /** Who gets what is given: an e-mail address. */
  readonly heirEmail?: string | undefined;
};

type DismissDeps = RevokeDeps & { readonly users: Pick<UserRepository, 'findByEmailAsSystem'> };

/** @throws AppError `invalid_input` when something is given and there is nobody to get it */
export async function planLeaving(
  users: Pick<UserRepository, 'findByEmailAsSystem'>,
  user: User,
  { pictures, queue, graphs, heirEmail }: Choices,
): Promise<Leaving> {
  const from = new Date(Date.now() + LEAVING_GRACE_MS);
  if (pictures !== 'give' && graphs !== 'give') {
    return { from, pictures, queue, graphs, heirId: null };
  }
  const heir = heirEmail === undefined ? null : await users.findByEmailAsSystem(heirEmail);
  if (heir?.status !== 'active' || heir.id === user.id) {
    throw new AppError(
      'invalid_input',
      'body.heirEmail: want the address of another active user, who gets what is given.',
      { reason: 'heir' },
    );
  }
  return { from, pictures, queue, graphs, heirId: heir.id };
}

export async function dismissUser(deps: DismissDeps, user: User, leaving: Leaving): Promise<User> {
  return revokeSessions(deps, user.id, { status: 'leaving', leaving });
}

/** @throws AppError `conflict` when the removal has begun, or was never asked for */
export async function keepUser(deps: DismissDeps, user: User): Promise<User> {
  if (user.leaving === null || user.leaving.from <= new Date()) {
    throw new AppError('conflict', 'The removal has begun already and cannot be taken back.', {
      reason: 'removal_begun',
    });
  }
  return revokeSessions(deps, user.id, { status: 'active', leaving: null });
}
