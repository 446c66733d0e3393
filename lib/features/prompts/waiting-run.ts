import type { PromptRun } from '@/lib/domain/prompt-run';
import type { WaitingRun } from '@/lib/queue/scheduler/run-scheduler';

/**
 * A run as the scheduler knows it.
 * @param without hashes of node definitions that lack one of its nodes
 */
export function waitingRunOf(
  { id, userId, pool, scheduling }: Pick<PromptRun, 'id' | 'userId' | 'pool' | 'scheduling'>,
  without: readonly string[] = [],
): WaitingRun {
  return { runId: id, userId, pool, without, ...scheduling };
}
