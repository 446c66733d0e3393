import type { GenerationId, UserId } from '@/lib/kernel/ids';
import type { ObjectStore } from '@/lib/storage/object-store';
import type { GalleryRepository } from '@/prisma-free-db/repositories/gallery';

export interface RemoveDeps {
  readonly gallery: Pick<
    GalleryRepository,
    'startRemoving' | 'keysOfOthers' | 'stopRemoving' | 'finishRemoving'
  >;
  readonly store: Pick<ObjectStore, 'remove'>;
}

/**
 * Removes generations for ever that are temporary or in the trash; what was restored meanwhile stays.
 * They are marked first, so that none comes back without its object. Objects go before documents: a
 * document without objects is found again, objects without a document by nobody. An object that
 * another generation of the user names as well stays.
 * @returns how many went
 * @throws AppError `unavailable` when the object store does not answer; then they can be restored again
 */
export async function removeForEver(
  { gallery, store }: RemoveDeps,
  userId: UserId,
  given: readonly GenerationId[],
): Promise<number> {
  if (given.length === 0) return 0;
  const marked = await gallery.startRemoving(userId, given, new Date());
  const ids = marked.map(({ id }) => id);
  const originals = marked.map(({ s3Key }) => s3Key);
  const shared = await gallery.keysOfOthers(userId, ids, originals);
  const keys = marked.flatMap(({ s3Key, thumbs }) =>
    shared.has(s3Key) ? [] : [s3Key, ...thumbs.map(({ key }) => key)],
  );
  try {
    await store.remove(keys);
  } catch (error) {
    await gallery.stopRemoving(userId, ids).catch(() => undefined);
    throw error;
  }
  return gallery.finishRemoving(userId, ids);
}
