/** Its owner cancels a run: at once while it waits, by way of its worker while it runs. */
import type { Redis } from 'ioredis';

import type { PromptRun } from '@/lib/domain/prompt-run';
import { runIdFor, type RunId, type UserId } from '@/lib/kernel/ids';
import type { RunProducer } from '@/lib/queue/producer';
import type { Publisher } from '@/lib/realtime/channel';
import type { PromptRunRepository } from '@/prisma-free-db/repositories/prompt-runs';

import { runEndEvent } from './run-ending';

export interface CancelDeps {
  readonly promptRuns: Pick<
    PromptRunRepository,
    'cancelQueued' | 'cancelQueuedMany' | 'list' | 'requestCancel'
  >;
  readonly publisher: Publisher;
  readonly producer: Pick<RunProducer, 'scheduler'>;
  readonly redis: Redis;
  readonly prefix: string;
}

/** The channel on which workers hear at once what they would find in the document at the next heartbeat. */
export const cancelChannel = (prefix: string): string => `${prefix}:cancel`;

/**
 * @param promptId the id that the caller knows the run by
 * @returns false when there is nothing to cancel: it ended, or there is no such run of the caller's
 */
export async function cancelRun(
  deps: CancelDeps,
  userId: UserId,
  promptId: string,
): Promise<boolean> {
  const runId = runIdFor(userId, promptId);
  if (await cancelWaitingRun(deps, userId, runId)) return true;
  if (await cancelRunningRun(deps, userId, runId)) return true;
  // A runner's fault may have put it back into the queue between the two.
  return cancelWaitingRun(deps, userId, runId);
}

async function cancelWaitingRun(deps: CancelDeps, userId: UserId, runId: RunId): Promise<boolean> {
  const run = await deps.promptRuns.cancelQueued(userId, runId, new Date());
  if (run === null) return false;
  await tellCancelled(deps, [run]);
  return true;
}

/**
 * ComfyUI has no terminal message for a prompt that never ran: `status` tells it. Resolves when the runs'
 * places among those that may wait are free.
 */
export async function tellCancelled(
  { publisher, producer }: Pick<CancelDeps, 'publisher' | 'producer'>,
  runs: readonly PromptRun[],
): Promise<void> {
  for (const run of runs) publisher.publish(run.userId, runEndEvent(run, 'cancelled', null));
  const removed = [...Map.groupBy(runs, (run) => run.pool)].map(([pool, ofPool]) => {
    const ids = ofPool.map(({ id }) => id);
    // What the scheduler still knows is found out when its turn comes, or by reconciliation.
    return producer.scheduler.remove(ids, pool).catch(() => undefined);
  });
  await Promise.all(removed);
}

/** Asks the worker to stop. The owner hears of the end from there. */
export async function cancelRunningRun(
  { promptRuns, redis, prefix }: CancelDeps,
  userId: UserId,
  runId: RunId,
): Promise<boolean> {
  if ((await promptRuns.requestCancel(userId, runId)) === null) return false;
  // Lost while Redis is away: the worker's next heartbeat says the same.
  redis.publish(cancelChannel(prefix), runId).catch(() => undefined);
  return true;
}
