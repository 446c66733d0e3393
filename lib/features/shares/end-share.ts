/** Links end: at once by their owner, or by themselves. Their clean copies go with them. */
import type { Share } from '@/lib/domain/share';
import type { Caller } from '@/lib/domain/user';
import { AppError } from '@/lib/kernel/errors';
import type { ObjectStore } from '@/lib/storage/object-store';
import type { ShareRepository } from '@/prisma-free-db/repositories/shares';

interface EndDeps {
  readonly shares: Pick<ShareRepository, 'remove' | 'listExpiredAsSystem'>;
  readonly store: Pick<ObjectStore, 'remove'>;
}

const BATCH = 200;

/** Full shares show the originals, which stay. */
const copiesOf = ({ mode, items }: Share): string[] =>
  mode === 'clean' ? items.map(({ key }) => key) : [];

/** @throws AppError `not_found` for what is absent or somebody else's */
export async function revokeShare(
  { shares, store }: EndDeps,
  { userId }: Caller,
  id: string,
): Promise<void> {
  const share = await shares.remove(userId, id);
  if (share === null) throw new AppError('not_found', 'You have no such link.');
  // The link is gone; copies that stay now are found as objects without a document.
  await store.remove(copiesOf(share)).catch(() => undefined);
}

/** @returns how many links went */
export async function removeExpiredShares({ shares, store }: EndDeps, now: Date): Promise<number> {
  const expired = await shares.listExpiredAsSystem(now, BATCH);
  await store.remove(expired.flatMap(copiesOf));
  for (const { userId, id } of expired) await shares.remove(userId, id);
  return expired.length;
}
