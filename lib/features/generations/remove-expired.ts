/** Retention: temporary files and the trash last a while; then objects and documents go. */
import type { Generation } from '@/lib/domain/generation';
import type { Settings } from '@/lib/domain/settings';
import type { UserId } from '@/lib/kernel/ids';
import type { ObjectStore } from '@/lib/storage/object-store';
import type { GalleryRepository } from '@/prisma-free-db/repositories/gallery';
import type { GenerationRepository } from '@/prisma-free-db/repositories/generations';

import { removeObjectsOf } from './remove-objects';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
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
  { tempKeptHours, trashKeptDays }: Pick<Settings, 'tempKeptHours' | 'trashKeptDays'>,
  now: Date,
): Promise<number> {
  const expired = await generations.listExpiredAsSystem(
    new Date(now.getTime() - tempKeptHours * HOUR_MS),
    new Date(now.getTime() - trashKeptDays * DAY_MS),
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
