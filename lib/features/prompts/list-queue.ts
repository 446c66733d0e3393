/** The caller's waiting and running runs, as `/queue` shows them. */
import { queueItem, type QueueItem } from '@/lib/comfy/client-view';
import { ACTIVE_STATES, type RunState } from '@/lib/domain/prompt-run';
import type { UserId } from '@/lib/kernel/ids';
import type { PromptRunRepository } from '@/prisma-free-db/repositories/prompt-runs';

type Runs = Pick<PromptRunRepository, 'list' | 'findGraphs'>;

export interface QueueView {
  readonly running: readonly QueueItem[];
  readonly waiting: readonly QueueItem[];
}

/** Each carries its graph, so one answer must not hold all that somebody may queue. */
const SHOWN_MAX = 1_000;

/** Oldest first. */
export async function listQueue(runs: Runs, userId: UserId): Promise<QueueView> {
  const all = await runs.list(userId, { states: ACTIVE_STATES, limit: SHOWN_MAX, sort: 'oldest' });
  const graphs = await runs.findGraphs(
    userId,
    all.map(({ id }) => id),
  );
  const inState = (state: RunState): QueueItem[] =>
    all
      .filter((run) => run.state === state)
      .map((run) => queueItem(run, graphs.get(run.id) ?? null));
  return { running: inState('running'), waiting: inState('queued') };
}

/** Waiting and running runs: what ComfyUI calls `queue_remaining`. */
export async function countActive(
  runs: Pick<PromptRunRepository, 'count'>,
  userId: UserId,
): Promise<number> {
  return runs.count(userId, { states: ACTIVE_STATES });
}
