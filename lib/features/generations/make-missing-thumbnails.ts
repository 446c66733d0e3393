/** Thumbnails that a crash or a full queue left undone are made from the stored originals. */
import { buffer } from 'node:stream/consumers';

import { errorMessage } from '@/lib/kernel/errors';
import type { Logger } from '@/lib/kernel/log';

import { makeThumbnails, type ThumbnailDeps } from './make-thumbnails';

const LISTED = 200;
/** Pictures take long: a round reads no more of them. */
const READ_MAX = 20;
/** Younger pictures are still in the hands of the worker that made them. */
const SETTLED_AFTER_MS = 30_000;
/** No upload takes so long: a picture whose object is not there by now has none. */
const STORED_AFTER_MS = 3_600_000;
const LOOK_BACK_MS = 7 * 24 * 3_600_000;

/** @returns how many pictures got theirs */
export async function makeMissingThumbnails(
  deps: ThumbnailDeps & { readonly log: Logger },
  now: Date,
): Promise<number> {
  const missing = await deps.generations.listUnthumbedAsSystem(
    new Date(now.getTime() - LOOK_BACK_MS),
    new Date(now.getTime() - SETTLED_AFTER_MS),
    LISTED,
  );
  let made = 0;
  let read = 0;
  for (const generation of missing) {
    if (read >= READ_MAX) break;
    const original = await deps.store.get(generation.s3Key);
    if (original === null || original === 'not-modified') {
      // Document and object are written side by side: it may still be on its way.
      if (now.getTime() - generation.createdAt.getTime() < STORED_AFTER_MS) continue;
      deps.log.warn({ generationId: generation.id }, 'a generation has no object');
      await deps.generations.markUnreadable(generation.userId, generation.id);
      continue;
    }
    read += 1;
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
