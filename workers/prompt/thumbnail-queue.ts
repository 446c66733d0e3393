/**
 * Thumbnails are made after their run has ended, a few at a time, so that they neither delay a result
 * nor pile up in memory. What does not fit or fails is made by reconciliation.
 */
import type { Generation } from '@/lib/domain/generation';
import { makeThumbnails, type ThumbnailDeps } from '@/lib/features/generations/make-thumbnails';
import { errorMessage } from '@/lib/kernel/errors';
import type { Logger } from '@/lib/kernel/log';

import { findTenantFile } from './tenant-files';

const AT_ONCE = 2;
const WAITING_MAX = 2_000;

export interface ThumbnailQueue {
  add(generation: Generation, tenantsRoot: string): void;
  /** Resolves when nothing is under way; what waits is left to reconciliation. */
  close(): Promise<void>;
}

export function createThumbnailQueue(
  deps: ThumbnailDeps & { readonly log: Logger },
): ThumbnailQueue {
  const waiting: { generation: Generation; tenantsRoot: string }[] = [];
  const working = new Set<Promise<void>>();

  async function make(generation: Generation, tenantsRoot: string): Promise<void> {
    const { userId, type, subfolder, filename } = generation;
    const relative = subfolder === '' ? filename : `${subfolder}/${filename}`;
    const file = findTenantFile(tenantsRoot, userId, type, relative);
    if (file !== null) await makeThumbnails(deps, generation, file);
  }

  function next(): void {
    while (working.size < AT_ONCE) {
      const job = waiting.shift();
      if (job === undefined) return;
      const work = make(job.generation, job.tenantsRoot)
        .catch((error: unknown) => {
          const { id: generationId } = job.generation;
          deps.log.warn({ generationId, error: errorMessage(error) }, 'thumbnails not made');
        })
        .finally(() => {
          working.delete(work);
          next();
        });
      working.add(work);
    }
  }

  return {
    add(generation, tenantsRoot) {
      if (generation.type !== 'output' || generation.mediaType !== 'image') return;
      if (waiting.length >= WAITING_MAX) return;
      waiting.push({ generation, tenantsRoot });
      next();
    },
    async close() {
      waiting.length = 0;
      await Promise.all(working);
    },
  };
}
