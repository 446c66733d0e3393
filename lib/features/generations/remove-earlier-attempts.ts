/**
 * A repeated attempt may give its files other names, because those of the attempt before are on the
 * disk already. What the earlier attempts stored and this one did not replace is taken out, so that a
 * run has one set of results.
 */
import type { Generation } from '@/lib/domain/generation';
import type { ObjectStore } from '@/lib/storage/object-store';
import type { GenerationRepository } from '@/prisma-free-db/repositories/generations';

interface RemoveDeps {
  readonly store: ObjectStore;
  readonly generations: GenerationRepository;
}

/**
 * @param earlier the run's generations as they were before this attempt
 * @param current what this attempt made
 */
export async function removeEarlierAttempts(
  { store, generations }: RemoveDeps,
  earlier: readonly Generation[],
  current: readonly Generation[],
): Promise<void> {
  const keys = new Map(current.map(({ id, s3Key }) => [id, s3Key]));
  const replaced = earlier.filter(({ id, s3Key }) => keys.get(id) !== s3Key);
  if (replaced.length === 0) return;
  await store.remove(
    replaced.flatMap(({ id, s3Key, thumbs }) =>
      // Thumbnails are named by the generation: one that lives on gets new ones under the same keys.
      keys.has(id) ? [s3Key] : [s3Key, ...thumbs.map(({ key }) => key)],
    ),
  );
  for (const { id, userId } of replaced) if (!keys.has(id)) await generations.remove(userId, id);
}
