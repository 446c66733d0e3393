import type { GenerationRepository } from '@/prisma-free-db/repositories/generations';

const BATCH = 500;

/**
 * Work for the janitor: generations of earlier versions get their search terms. Once none is left it
 * does not look again, because there will be no new ones.
 */
export function createTermsChore(
  generations: Pick<GenerationRepository, 'addTermsAsSystem'>,
): () => Promise<number> {
  let isDone = false;
  return async () => {
    if (isDone) return 0;
    const found = await generations.addTermsAsSystem(BATCH);
    isDone = found === 0;
    return found;
  };
}
