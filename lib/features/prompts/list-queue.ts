/** The caller's waiting and running runs, as `/queue` shows them. */
import { queueItem, type QueueItem } from '@/lib/comfy/client-view';
import { ACTIVE_STATES, type PromptRun, type RunState } from '@/lib/domain/prompt-run';
import type { UserId } from '@/lib/kernel/ids';
import type { RunProducer } from '@/lib/queue/producer';
import type { PromptRunRepository } from '@/prisma-free-db/repositories/prompt-runs';

import { asWaiting } from './as-waiting';
import { graphsWithin } from './graphs-within';

type Runs = Pick<PromptRunRepository, 'list' | 'findGraphs'>;

export interface QueueView {
  readonly running: readonly QueueItem[];
  readonly waiting: readonly QueueItem[];
}

/** Each carries its graph, as far as they fit: one answer must not hold all that somebody may queue. */
const SHOWN_MAX = 1_000;

/** In the order in which they start. What a slot only holds ready still waits. */
export async function listQueue(
  runs: Runs,
  { scheduler }: Pick<RunProducer, 'scheduler'>,
  userId: UserId,
): Promise<QueueView> {
  const listed = await runs.list(userId, {
    states: ACTIVE_STATES,
    limit: SHOWN_MAX,
    sort: 'oldest',
  });
  const ranked = listed.toSorted((a, b) => rankOf(a) - rankOf(b));
  const [seen, graphs] = await Promise.all([
    asWaiting(scheduler, userId, ranked),
    graphsWithin(runs, userId, ranked),
  ]);
  const items = (state: RunState): QueueItem[] =>
    seen
      .filter((run) => run.state === state)
      .map((run) => queueItem(run, graphs.get(run.id) ?? null));
  return { running: items('running'), waiting: items('queued') };
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
