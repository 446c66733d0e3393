/**
 * Usage of runs that ended, written a moment later and together: nobody waits for it, and the next
 * prompt needs the database more. What is lost with this process the janitor writes from the documents.
 */
import { recordUsage, type RecordUsageDeps } from '@/lib/features/usage/record-usage';
import { errorMessage } from '@/lib/kernel/errors';
import type { Logger } from '@/lib/kernel/log';

/** The run, its results, and when it ended. */
type Ended = [...(Parameters<typeof recordUsage> extends [unknown, ...infer Rest] ? Rest : never)];

export interface UsageWriter {
  add(...ended: Ended): void;
  /** Resolves when everything is written that can be. */
  close(): Promise<void>;
}

const GATHER_MS = 250;

export function createUsageWriter(deps: RecordUsageDeps, log: Logger): UsageWriter {
  let waiting: Ended[] = [];
  let timer: NodeJS.Timeout | undefined;
  const writing = new Set<Promise<void>>();

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const all = waiting;
    waiting = [];
    for (const ended of all) {
      const written = recordUsage(deps, ...ended)
        .catch((error: unknown) => {
          const [{ id: runId }] = ended;
          log.warn({ runId, error: errorMessage(error) }, 'usage not recorded yet');
        })
        .finally(() => writing.delete(written));
      writing.add(written);
    }
  }

  return {
    add(...ended) {
      waiting.push(ended);
      timer ??= setTimeout(flush, GATHER_MS);
    },
    async close() {
      flush();
      await Promise.all(writing);
    },
  };
}
