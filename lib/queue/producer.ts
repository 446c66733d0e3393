/**
 * Puts runs into their pool: the scheduler learns of them and hands one to a slot that has nothing to do.
 * When nobody hears for that slot, a job wakes the first one that waits; slots that are busy need neither.
 * Fails fast: a door must answer, and a run that could not be queued stays in the documents, where
 * reconciliation finds it.
 */
import { randomUUID } from 'node:crypto';

import { Queue } from 'bullmq';
import type { Redis } from 'ioredis';

import { errorMessage } from '@/lib/kernel/errors';
import type { RunId } from '@/lib/kernel/ids';
import type { Logger } from '@/lib/kernel/log';

import { answered } from './answered';
import { JOB_NAME, JOB_POLICY, promptRunQueue, queuePrefix, WAKE_MAX } from './policies';
import { createRunScheduler, type RunScheduler, type WaitingRun } from './scheduler/run-scheduler';

export interface RunProducer {
  /** Decides about turns; the doors' use cases ask it as well. */
  readonly scheduler: RunScheduler;
  /**
   * Queues a run; a run that is queued already stays where it is.
   * @throws AppError `unavailable` while Redis is away
   */
  enqueue(run: WaitingRun): Promise<void>;
  /** Queues many, but none that a slot may just be about to claim. @throws AppError `unavailable` */
  restore(runs: readonly WaitingRun[]): Promise<void>;
  /** Whether the queue knows the run. @throws AppError `unavailable` */
  isWaiting(runId: RunId, pool: string): Promise<boolean>;
  /** Wakes consumers that wait, for runs that may start now. @throws AppError `unavailable` */
  wake(pool: string, count: number): Promise<void>;
  /** Takes away all that there is of a pool that never comes again. @throws AppError `unavailable` */
  drop(pool: string): Promise<void>;
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
  const scheduler = createRunScheduler({ redis, prefix });

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

  const jobOf = (jobId: string) => ({ name: JOB_NAME, data: {}, opts: { jobId } });

  return {
    scheduler,

    async enqueue(run) {
      if ((await scheduler.add(run)) !== 'unheard') return;
      const { name, data, opts } = jobOf(run.runId);
      // Nobody waits for it: the run waits where slots look for it all the same.
      queueOf(run.pool)
        .add(name, data, opts)
        .catch((error: unknown) => log.debug({ error: errorMessage(error) }, 'no wake-up'));
    },

    async restore(runs) {
      for (let start = 0; start < runs.length; start += BATCH) {
        const batch = runs.slice(start, start + BATCH);
        await Promise.all(batch.map((run) => scheduler.restore(run)));
        for (const [pool, ofPool] of Map.groupBy(batch, (run) => run.pool)) {
          // A consumer that is awake goes on while there is work: it need not be woken for each run.
          const wakeUps = ofPool.slice(0, WAKE_MAX).map(({ runId }) => jobOf(runId));
          await answered(queueOf(pool).addBulk(wakeUps));
        }
      }
    },

    async isWaiting(runId, pool) {
      return (await scheduler.findMissing([runId], pool)).length === 0;
    },

    async wake(pool, count) {
      const jobs = Array.from({ length: Math.min(count, WAKE_MAX) }, () => jobOf(randomUUID()));
      if (jobs.length > 0) await answered(queueOf(pool).addBulk(jobs));
    },

    async drop(pool) {
      const queue = queueOf(pool);
      queues.delete(pool);
      await answered(queue.obliterate({ force: true }));
      await queue.close().catch(() => undefined);
      await scheduler.drop(pool);
    },

    async close() {
      await Promise.all([...queues.values()].map((queue) => queue.close().catch(() => undefined)));
    },
  };
}
