/** A user changes the order of the own waiting runs. Others are not affected: turns go by user. */
import type { Caller } from '@/lib/domain/user';
import { AppError } from '@/lib/kernel/errors';
import { runIdFor } from '@/lib/kernel/ids';
import type { RunProducer } from '@/lib/queue/producer';
import type { PromptRunRepository } from '@/prisma-free-db/repositories/prompt-runs';

export interface MoveDeps {
  readonly promptRuns: Pick<
    PromptRunRepository,
    'findMany' | 'lowestOrder' | 'orderBelow' | 'setOrder'
  >;
  readonly producer: Pick<RunProducer, 'scheduler'>;
}

/**
 * @param before the waiting run that it comes right before; null: before all others
 * @throws AppError `conflict` when one of them does not wait (any more), `unavailable` while Redis is away;
 *   then the document has the new order
 */
export async function moveRun(
  { promptRuns, producer }: MoveDeps,
  { userId }: Pick<Caller, 'userId'>,
  promptId: string,
  before: string | null,
): Promise<void> {
  const runId = runIdFor(userId, promptId);
  const targetId = before === null ? null : runIdFor(userId, before);
  if (runId === targetId) return;
  const runs = await promptRuns.findMany(userId, targetId === null ? [runId] : [runId, targetId]);
  const run = runs.get(runId);
  const target = targetId === null ? null : runs.get(targetId);
  if (run?.state !== 'queued' || (target !== null && target?.state !== 'queued')) {
    throw new AppError(
      'conflict',
      'Only prompts that wait can be moved. It has started or ended.',
      { reason: 'run_not_waiting' },
    );
  }
  const order =
    target === null
      ? (await promptRuns.lowestOrder(userId)) - 1
      : await orderBefore(promptRuns, userId, target.scheduling.order);
  if (!(await promptRuns.setOrder(userId, runId, order))) {
    throw new AppError('conflict', 'This prompt has started or ended.', {
      reason: 'run_not_waiting',
    });
  }
  await producer.scheduler.move(userId, runId, run.pool, order);
}

async function orderBefore(
  promptRuns: MoveDeps['promptRuns'],
  userId: Caller['userId'],
  order: number,
): Promise<number> {
  const previous = await promptRuns.orderBelow(userId, order);
  return previous === null ? order - 1 : (previous + order) / 2;
}
