import type { Generation } from '@/lib/domain/generation';
import type { UserId } from '@/lib/kernel/ids';
import type { ObjectStore } from '@/lib/storage/object-store';
import type { GalleryRepository } from '@/prisma-free-db/repositories/gallery';

/**
 * Removes the objects of generations that go for ever. Objects go before their documents: a document
 * without objects is found again, objects without a document by nobody. An object that another
 * generation of the user names as well stays.
 */
export async function removeObjectsOf(
  deps: {
    readonly gallery: Pick<GalleryRepository, 'keysOfOthers'>;
    readonly store: Pick<ObjectStore, 'remove'>;
  },
  userId: UserId,
  generations: readonly Generation[],
): Promise<void> {
  if (generations.length === 0) return;
  const ids = generations.map(({ id }) => id);
  const originals = generations.map(({ s3Key }) => s3Key);
  const shared = await deps.gallery.keysOfOthers(userId, ids, originals);
  await deps.store.remove(
    generations.flatMap(({ s3Key, thumbs }) =>
      shared.has(s3Key) ? [] : [s3Key, ...thumbs.map(({ key }) => key)],
    ),
  );
}
