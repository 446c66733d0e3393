/** The caller's waiting and running runs, as `/queue` shows them. */
import { queueItem, type QueueItem } from '@/lib/comfy/client-view';
import { ACTIVE_STATES, type PromptRun } from '@/lib/domain/prompt-run';
import type { Caller } from '@/lib/domain/user';
import type { UserId } from '@/lib/kernel/ids';
import type { RunProducer } from '@/lib/queue/producer';
import type { PromptRunRepository } from '@/prisma-free-db/repositories/prompt-runs';

type Runs = Pick<PromptRunRepository, 'list' | 'findGraphs'>;

export interface QueueView {
  readonly running: readonly QueueItem[];
  readonly waiting: readonly QueueItem[];
}

/** Each carries its graph, so one answer must not hold all that somebody may queue. */
const SHOWN_MAX = 1_000;

/** In the order in which they start. What a slot only holds ready still waits. */
export async function listQueue(
  runs: Runs,
  { scheduler }: Pick<RunProducer, 'scheduler'>,
  { userId, pool }: Pick<Caller, 'userId' | 'pool'>,
): Promise<QueueView> {
  const [listed, held] = await Promise.all([
    runs.list(userId, { states: ACTIVE_STATES, limit: SHOWN_MAX, sort: 'oldest' }),
    // Without Redis the documents have to do.
    scheduler.userState(userId, pool).then(
      ({ heldRuns }) => heldRuns,
      () => [],
    ),
  ]);
  const ready = new Set(held.flatMap(({ runId, elapsed }) => (elapsed === null ? [runId] : [])));
  const all = listed.toSorted((a, b) => rankOf(a) - rankOf(b));
  const graphs = await runs.findGraphs(
    userId,
    all.map(({ id }) => id),
  );
  const isRunning = ({ id, state }: PromptRun) => state === 'running' && !ready.has(id);
  const items = (chosen: readonly PromptRun[]): QueueItem[] =>
    chosen.map((run) => queueItem(run, graphs.get(run.id) ?? null));
  return {
    running: items(all.filter(isRunning)),
    waiting: items(all.filter((run) => !isRunning(run))),
  };
}

/** Held ones first, then the interactive lane in its owner's order, then the other. */
function rankOf({ state, scheduling: { lane, order } }: PromptRun): number {
  if (state === 'running') return -Number.MAX_SAFE_INTEGER;
  return lane === 'interactive' ? order : order + Number.MAX_SAFE_INTEGER / 2;
}

/** Waiting and running runs: what ComfyUI calls `queue_remaining`. */
export async function countActive(
  runs: Pick<PromptRunRepository, 'count'>,
  userId: UserId,
): Promise<number> {
  return runs.count(userId, { states: ACTIVE_STATES });
}
