/**
 * Reconciliation of the documents with the queue: a run that waits and is not in its queue is put
 * there. Redis may be emptied at any moment, and a door may have failed between document and queue.
 */
import type { RunProducer } from '@/lib/queue/producer';
import type { PromptRunRepository, QueuedRun } from '@/prisma-free-db/repositories/prompt-runs';

import { waitingRunOf } from './waiting-run';

export interface ReconcileDeps {
  readonly promptRuns: PromptRunRepository;
  readonly producer: RunProducer;
}

/** Where a pass stands; hand it to the next one. */
export interface ReconcileCursor {
  readonly after: Date;
}

export const RECONCILE_START: ReconcileCursor = { after: new Date(0) };

/**
 * How many runs one pass looks at; the rest follows in the next passes, oldest first. A look at ten
 * thousand documents each second would be paid by everybody who asks for something.
 */
const WINDOW = 250;
/** While a queue is made anew. */
const WINDOW_REBUILDING = 1_000;

/**
 * Looks at the next window of waiting runs and queues the missing ones. A window in which some were
 * missing is followed by the next at once: then the queue was emptied, and all have to come back.
 * @param isRebuilding looks at all of them
 * @param before newer runs are still on their way from the door
 * @returns how many were queued, in which pools runs wait, and where the next pass goes on
 */
export async function queueMissingRuns(
  { promptRuns, producer }: ReconcileDeps,
  cursor: ReconcileCursor,
  before: Date,
  isRebuilding = false,
): Promise<{ queued: number; pools: ReadonlySet<string>; cursor: ReconcileCursor }> {
  const pools = new Set<string>();
  let { after } = cursor;
  let queued = 0;
  let window = isRebuilding ? WINDOW_REBUILDING : WINDOW;
  for (;;) {
    const runs = await promptRuns.listQueuedAsSystem(after, before, window);
    for (const { pool } of runs) pools.add(pool);
    const missing = await findMissing(producer, runs);
    if (missing.length > 0) await producer.restore(missing.map((run) => waitingRunOf(run)));
    queued += missing.length;
    const last = runs.at(-1);
    if (runs.length < window || last === undefined)
      return { queued, pools, cursor: RECONCILE_START };
    // Several runs may share the last moment: look at that moment again, but never stand still.
    after = new Date(Math.max(last.createdAt.getTime() - 1, after.getTime() + 1));
    if (missing.length === 0 && !isRebuilding) return { queued, pools, cursor: { after } };
    window = WINDOW_REBUILDING;
  }
}

async function findMissing(
  { scheduler }: RunProducer,
  runs: readonly QueuedRun[],
): Promise<QueuedRun[]> {
  const missing: QueuedRun[] = [];
  for (const [pool, ofPool] of Map.groupBy(runs, (run) => run.pool)) {
    const ids = ofPool.map(({ id }) => id);
    const unknown = new Set(await scheduler.findMissing(ids, pool));
    missing.push(...ofPool.filter(({ id }) => unknown.has(id)));
  }
  return missing;
}
