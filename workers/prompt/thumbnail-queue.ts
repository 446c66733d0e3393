/**
 * Thumbnails are made after their run has ended, a few at a time, so that they neither delay a result
 * nor pile up in memory. What does not fit or fails is made by reconciliation.
 */
import type { Generation } from '@/lib/domain/generation';
import { makeThumbnails, type ThumbnailDeps } from '@/lib/features/generations/make-thumbnails';
import { errorMessage } from '@/lib/kernel/errors';
import type { Logger } from '@/lib/kernel/log';

import type { ActiveRuns } from './active-runs';
import { findTenantFile } from './tenant-files';

const AT_ONCE = 2;
const WAITING_MAX = 2_000;
const LOOK_AGAIN_MS = 25;
/**
 * Thumbnails need as much of a processor as a short prompt, so they stand back behind short ones: until
 * no prompt came for a moment (a client that sends one after the other has the next one here within that
 * time), until one runs that takes long anyhow, or until they have waited for long enough.
 */
const STAND_BACK_MS = { idle: 25, running: 250, most: 10_000 };
/** Those that have waited for long enough take a tenth of the time while short prompts go on and on. */
const REST_FACTOR = 9;

/** What of this host's runs decides whether it is time. */
export type HostRuns = Pick<ActiveRuns, 'all' | 'quietForMs'>;

export interface ThumbnailQueue {
  add(generation: Generation, tenantsRoot: string): void;
  /** Resolves when nothing is under way; what waits is left to reconciliation. */
  close(): Promise<void>;
}

interface Job {
  readonly generation: Generation;
  readonly tenantsRoot: string;
  readonly sinceMs: number;
}

export function createThumbnailQueue(
  deps: ThumbnailDeps & { readonly log: Logger },
  runs: HostRuns,
): ThumbnailQueue {
  const waiting: Job[] = [];
  const working = new Set<Promise<void>>();
  let later: NodeJS.Timeout | undefined;
  let restUntilMs = 0;

  async function make(generation: Generation, tenantsRoot: string): Promise<void> {
    const { userId, type, subfolder, filename } = generation;
    const relative = subfolder === '' ? filename : `${subfolder}/${filename}`;
    const file = findTenantFile(tenantsRoot, userId, type, relative);
    if (file !== null) await makeThumbnails(deps, generation, file);
  }

  const isIdle = () => runs.all().length === 0;
  const isQuiet = () => runs.quietForMs() >= STAND_BACK_MS[isIdle() ? 'idle' : 'running'];

  /** @returns the next one to make now */
  function due(): Job | undefined {
    const [first] = waiting;
    if (first === undefined) return undefined;
    const isOverdue = Date.now() - first.sinceMs >= STAND_BACK_MS.most && Date.now() >= restUntilMs;
    if (!isQuiet() && !isOverdue) {
      later ??= setTimeout(() => {
        later = undefined;
        next();
      }, LOOK_AGAIN_MS);
      return undefined;
    }
    return waiting.shift();
  }

  function next(): void {
    while (working.size < (isIdle() ? AT_ONCE : 1)) {
      const job = due();
      if (job === undefined) return;
      const startedMs = Date.now();
      const work = make(job.generation, job.tenantsRoot)
        .catch((error: unknown) => {
          const { id: generationId } = job.generation;
          deps.log.warn({ generationId, error: errorMessage(error) }, 'thumbnails not made');
        })
        .finally(() => {
          working.delete(work);
          restUntilMs = Date.now() + REST_FACTOR * (Date.now() - startedMs);
          next();
        });
      working.add(work);
    }
  }

  return {
    add(generation, tenantsRoot) {
      const { type, mediaType } = generation;
      if (type !== 'output' || (mediaType !== 'image' && mediaType !== 'video')) return;
      if (waiting.length >= WAITING_MAX) return;
      waiting.push({ generation, tenantsRoot, sinceMs: Date.now() });
      next();
    },
    async close() {
      waiting.length = 0;
      clearTimeout(later);
      await Promise.all(working);
    },
  };
}
