/** Thumbnails that a crash or a full queue left undone are made from the stored originals. */
import { buffer } from 'node:stream/consumers';

import { errorMessage } from '@/lib/kernel/errors';
import type { Logger } from '@/lib/kernel/log';

import { makeThumbnails, type ThumbnailDeps } from './make-thumbnails';

const BATCH = 20;
/** Younger pictures are still in the hands of the worker that made them. */
const SETTLED_AFTER_MS = 30_000;
const LOOK_BACK_MS = 7 * 24 * 3_600_000;

/** @returns how many pictures got theirs */
export async function makeMissingThumbnails(
  deps: ThumbnailDeps & { readonly log: Logger },
  now: Date,
): Promise<number> {
  const missing = await deps.generations.listUnthumbedAsSystem(
    new Date(now.getTime() - LOOK_BACK_MS),
    new Date(now.getTime() - SETTLED_AFTER_MS),
    BATCH,
  );
  let made = 0;
  for (const generation of missing) {
    const original = await deps.store.get(generation.s3Key);
    if (original === null || original === 'not-modified') {
      deps.log.warn({ generationId: generation.id }, 'a generation has no object');
      await deps.generations.markUnreadable(generation.userId, generation.id);
      continue;
    }
    try {
      if (await makeThumbnails(deps, generation, await buffer(original.body))) made += 1;
    } catch (error) {
      deps.log.warn(
        { generationId: generation.id, error: errorMessage(error) },
        'thumbnails not made',
      );
    }
  }
  return made;
}
