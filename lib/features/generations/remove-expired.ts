/** Retention: temporary files last a day, the trash a month; then objects and documents go. */
import { TRASH_KEPT_DAYS, type Generation } from '@/lib/domain/generation';
import type { UserId } from '@/lib/kernel/ids';
import type { ObjectStore } from '@/lib/storage/object-store';
import type { GalleryRepository } from '@/prisma-free-db/repositories/gallery';
import type { GenerationRepository } from '@/prisma-free-db/repositories/generations';

import { removeObjectsOf } from './remove-objects';

const HOUR_MS = 3_600_000;
export const TEMP_KEPT_MS = 24 * HOUR_MS;
const TRASH_KEPT_MS = TRASH_KEPT_DAYS * 24 * HOUR_MS;
const BATCH = 500;

interface RetentionDeps {
  readonly store: ObjectStore;
  readonly generations: GenerationRepository;
  readonly gallery: Pick<GalleryRepository, 'keysOfOthers'>;
}

/**
 * Objects go first: a document without objects is found again by the next round, objects without a
 * document by nobody.
 * @returns how many generations were removed
 */
export async function removeExpiredGenerations(
  { store, generations, gallery }: RetentionDeps,
  now: Date,
): Promise<number> {
  const expired = await generations.listExpiredAsSystem(
    new Date(now.getTime() - TEMP_KEPT_MS),
    new Date(now.getTime() - TRASH_KEPT_MS),
    BATCH,
  );
  if (expired.length === 0) return 0;
  for (const [userId, theirs] of byOwner(expired)) {
    await removeObjectsOf({ gallery, store }, userId, theirs);
  }
  return generations.removeExpiredAsSystem(expired.map(({ id }) => id));
}

function byOwner(generations: readonly Generation[]): Map<UserId, Generation[]> {
  const owners = new Map<UserId, Generation[]>();
  for (const one of generations) {
    owners.set(one.userId, [...(owners.get(one.userId) ?? []), one]);
  }
  return owners;
}
