/**
 * Puts runs into the queue of their pool. Fails fast: a door must answer, and a run that could not be
 * queued stays in the documents, where reconciliation finds it.
 */
import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';

import { AppError, errorMessage } from '@/lib/kernel/errors';
import type { RunId } from '@/lib/kernel/ids';
import type { Logger } from '@/lib/kernel/log';

import { JOB_NAME, JOB_POLICY, promptRunJobSchema, promptRunQueue, queuePrefix } from './policies';

/** A run to deliver. */
export interface RunToQueue {
  readonly runId: RunId;
  readonly pool: string;
  /** The run's number in its owner's count; travels with the job for logs. */
  readonly number: number;
}

export interface RunProducer {
  /**
   * Queues a run; a run that is queued already stays where it is.
   * @throws AppError `unavailable` while Redis is away
   */
  enqueue(runId: RunId, pool: string, number: number): Promise<void>;
  /** Queues many in one go, in the given order. @throws AppError `unavailable` */
  enqueueMany(runs: readonly RunToQueue[]): Promise<void>;
  /** Whether the queue knows the run. @throws AppError `unavailable` */
  isWaiting(runId: RunId, pool: string): Promise<boolean>;
  /** Of these runs of one pool, those that the queue does not know. @throws AppError `unavailable` */
  findMissing(runIds: readonly RunId[], pool: string): Promise<RunId[]>;
  /** How many jobs of a pool wait or are being handed over. @throws AppError `unavailable` */
  countWaiting(pool: string): Promise<number>;
  /** Takes a run out; nothing happens when it is not there. @throws AppError `unavailable` */
  remove(runId: RunId, pool: string): Promise<void>;
  close(): Promise<void>;
}

interface ProducerOptions {
  /** A connection of use `command`; it stays the caller's to close. */
  readonly redis: Redis;
  readonly prefix: string;
  readonly log: Logger;
}

/** More at once would keep Redis from everybody else for too long. */
const BATCH = 500;

export function createRunProducer({ redis, prefix, log }: ProducerOptions): RunProducer {
  const queues = new Map<string, Queue>();

  function queueOf(pool: string): Queue {
    let queue = queues.get(pool);
    if (queue === undefined) {
      queue = new Queue(promptRunQueue(pool), {
        connection: redis,
        prefix: queuePrefix(prefix),
        skipWaitingForReady: true,
        defaultJobOptions: JOB_POLICY,
        streams: { events: { maxLen: 100 } },
      });
      queue.on('error', (error) => log.debug({ error: error.message, pool }, 'queue'));
      queues.set(pool, queue);
    }
    return queue;
  }

  const toJob = ({ runId, number }: Omit<RunToQueue, 'pool'>) => ({
    name: JOB_NAME,
    data: promptRunJobSchema.parse({ runId, number }),
    opts: { jobId: runId },
  });

  return {
    async enqueue(runId, pool, number) {
      const { name, data, opts } = toJob({ runId, number });
      await answered(queueOf(pool).add(name, data, opts));
    },

    async enqueueMany(runs) {
      for (const [pool, ofPool] of Map.groupBy(runs, (run) => run.pool)) {
        for (let start = 0; start < ofPool.length; start += BATCH) {
          await answered(queueOf(pool).addBulk(ofPool.slice(start, start + BATCH).map(toJob)));
        }
      }
    },

    async isWaiting(runId, pool) {
      return (await answered(queueOf(pool).getJobState(runId))) !== 'unknown';
    },

    async findMissing(runIds, pool) {
      const missing: RunId[] = [];
      for (let start = 0; start < runIds.length; start += BATCH) {
        const batch = runIds.slice(start, start + BATCH);
        const asked = redis.pipeline();
        for (const runId of batch) asked.exists(queueOf(pool).toKey(runId));
        const answers = (await answered(asked.exec())) ?? [];
        missing.push(...batch.filter((_, index) => answers[index]?.[1] === 0));
      }
      return missing;
    },

    async countWaiting(pool) {
      const counts = await answered(
        queueOf(pool).getJobCounts('wait', 'active', 'delayed', 'prioritized'),
      );
      return Object.values(counts).reduce((sum, count) => sum + count, 0);
    },

    async remove(runId, pool) {
      await answered(queueOf(pool).remove(runId));
    },

    async close() {
      await Promise.all([...queues.values()].map((queue) => queue.close().catch(() => undefined)));
    },
  };
}

async function answered<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw new AppError('unavailable', 'The queue does not answer. Try again in a few seconds.', {
      detail: { error: errorMessage(error) },
      retryAfterS: 2,
      cause: error,
    });
  }
}
