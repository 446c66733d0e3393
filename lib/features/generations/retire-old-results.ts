/**
 * Where an installation keeps results for a limited time, old ones go to the trash, from which they can
 * still be brought back. Favourites stay.
 */
import type { Publisher } from '@/lib/realtime/channel';
import type { GenerationRepository } from '@/prisma-free-db/repositories/generations';

const BATCH = 500;

/** @returns how many went */
export async function retireOldResults(
  deps: { readonly generations: GenerationRepository; readonly publisher: Publisher },
  before: Date,
  now: Date,
): Promise<number> {
  const old = await deps.generations.listOldAsSystem(before, BATCH);
  if (old.length === 0) return 0;
  await deps.generations.setDeletedAsSystem(
    old.map(({ id }) => id),
    now,
  );
  for (const { id, userId } of old) {
    deps.publisher.publish(userId, { kind: 'generation', change: 'deleted', generationId: id });
  }
  return old.length;
}
