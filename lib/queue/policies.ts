/** Names, payloads and policies of all queues. The name decides the payload; both ends parse it. */
import { z } from 'zod';

import { isCanonicalUuid, type RunId } from '@/lib/kernel/ids';

/** One queue a pool: `prompt-runs.<pool>`. */
export const promptRunQueue = (pool: string): string => `prompt-runs.${pool}`;

/** Where the queues' keys lie in Redis. */
export const queuePrefix = (redisPrefix: string): string => `${redisPrefix}:queue`;

export const JOB_NAME = 'run';

/** The job only names the run; the document is the truth. The job's id is the run's id. */
export const promptRunJobSchema = z.object({
  runId: z.custom<RunId>((value) => typeof value === 'string' && isCanonicalUuid(value)),
  /** The run's number in its owner's count, for logs. */
  number: z.number(),
});

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

/**
 * How long a hand-over may take before the queue offers the job to another consumer. A job is done
 * as soon as its run is claimed: from there on the lease in the document guards it, and a run that
 * takes an hour needs no lock that somebody has to keep alive.
 */
export const LOCK_DURATION_MS = 15_000;
export const STALLED_INTERVAL_MS = 5_000;
/** Any number of dead consumers may have held a job; the claim decides who runs it. */
export const STALLED_COUNT_MAX = 1_000;
/** How long a consumer waits for a job in one go, in seconds; also bounds how long closing takes. */
export const FETCH_WAIT_S = 1;
