/** Retention: temporary files last a day, the trash a month; then objects and documents go. */
import type { ObjectStore } from '@/lib/storage/object-store';
import type { GenerationRepository } from '@/prisma-free-db/repositories/generations';

const HOUR_MS = 3_600_000;
export const TEMP_KEPT_MS = 24 * HOUR_MS;
export const TRASH_KEPT_MS = 30 * 24 * HOUR_MS;
const BATCH = 500;

interface RetentionDeps {
  readonly store: ObjectStore;
  readonly generations: GenerationRepository;
}

/**
 * Objects go first: a document without objects is found again by the next round, objects without a
 * document by nobody.
 * @returns how many generations were removed
 */
export async function removeExpiredGenerations(
  { store, generations }: RetentionDeps,
  now: Date,
): Promise<number> {
  const expired = await generations.listExpiredAsSystem(
    new Date(now.getTime() - TEMP_KEPT_MS),
    new Date(now.getTime() - TRASH_KEPT_MS),
    BATCH,
  );
  if (expired.length === 0) return 0;
  await store.remove(
    expired.flatMap(({ s3Key, thumbs }) => [s3Key, ...thumbs.map(({ key }) => key)]),
  );
  return generations.removeExpiredAsSystem(expired.map(({ id }) => id));
}
