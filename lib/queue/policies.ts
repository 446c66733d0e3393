/** Names, payloads and policies of all queues. The name decides the payload; both ends parse it. */
import { z } from 'zod';

import type { RunId } from '@/lib/kernel/ids';

/** One queue a pool: `prompt-runs.<pool>`. */
export const promptRunQueue = (pool: string): string => `prompt-runs.${pool}`;

/** The job only names the run; the document is the truth. The job's id is the run's id. */
export const promptRunJobSchema = z.object({
  runId: z.custom<RunId>((value) => typeof value === 'string'),
});
export type PromptRunJob = z.infer<typeof promptRunJobSchema>;

export const JOB_POLICY = {
  /**
   * Retries are decided by the run's document (attempts, lease) and its reconciliation, not by the
   * queue: a second opinion there could run a prompt twice.
   */
  attempts: 1,
  /** A finished job leaves no trace, so that the same run can be delivered again. */
  removeOnComplete: true,
  removeOnFail: true,
} as const;

/** How long a consumer may be silent before the queue gives its job to another. */
export const LOCK_DURATION_MS = 15_000;
export const STALLED_INTERVAL_MS = 5_000;
