/**
 * Names and policies of the queues. A job is a wake-up and says nothing: which run a consumer then gets,
 * the scheduler decides. A run gets one when nobody hears for the slot that could have had it; the job's id is
 * the run's id.
 */

/** One queue a pool: `prompt-runs.<pool>`. */
export const promptRunQueue = (pool: string): string => `prompt-runs.${pool}`;

/** Where the queues' keys lie in Redis. */
export const queuePrefix = (redisPrefix: string): string => `${redisPrefix}:queue`;

export const JOB_NAME = 'run';

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

/** More consumers than that need not be woken at once: each goes on by itself while there is work. */
export const WAKE_MAX = 64;

/** How long a wake-up may take before the queue offers it to another consumer. */
export const LOCK_DURATION_MS = 15_000;
export const STALLED_INTERVAL_MS = 5_000;
/** Any number of dead consumers may have held a wake-up. */
export const STALLED_COUNT_MAX = 1_000;
/**
 * How long a consumer waits for a wake-up in one go, in seconds: a lost one costs no more. Also bounds how
 * long closing takes.
 */
export const FETCH_WAIT_S = 1;
/** A slot that has not looked for work for so long does not wait for any. */
export const IDLE_MS = 3_000 * FETCH_WAIT_S;

/**
 * A slot claims a run within moments of picking it. When the documents still say that it waits after
 * this time, the picker is gone, and the run is anybody's again.
 */
export const PICK_GRACE_MS = 5_000;
/** From a user's place in the queue being kept to the run being written and queued. */
export const RESERVED_MS = 15_000;
/** Questions about a pool within this time get one answer. */
export const POOL_FRESH_MS = 500;
