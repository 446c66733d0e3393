import type { WaitingRun } from '@/lib/queue/scheduler/run-scheduler';
import type { QueuedRun } from '@/prisma-free-db/repositories/prompt-runs';

/** A run as the scheduler knows it. */
export function waitingRunOf({ id, userId, pool, scheduling, ...run }: QueuedRun): WaitingRun {
  const { promptId, number, createdAt } = run;
  const label = { promptId, number, createdAt: createdAt.toISOString() };
  return { runId: id, userId, pool, label, ...scheduling };
}
