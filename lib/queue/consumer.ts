/**
 * Takes runs from the queue of a pool and hands them over, one by one, as far as there is room.
 *
 * The queue only delivers. A delivery ends when the handler has claimed the run (or found that
 * somebody else did); how long the run then takes is no business of the queue. So a consumer without
 * room takes nothing, and a job never waits behind a busy slot while another slot is idle.
 */
import { setTimeout as delay } from 'node:timers/promises';

import { Worker, type Job } from 'bullmq';
import type { Redis } from 'ioredis';

import { errorMessage } from '@/lib/kernel/errors';
import type { RunId } from '@/lib/kernel/ids';
import type { Logger } from '@/lib/kernel/log';

import {
  FETCH_WAIT_S,
  LOCK_DURATION_MS,
  promptRunJobSchema,
  promptRunQueue,
  queuePrefix,
  STALLED_COUNT_MAX,
  STALLED_INTERVAL_MS,
} from './policies';

export interface Delivery<Place> {
  readonly runId: RunId;
  /** The room that was reserved for it; the handler's to give back. */
  readonly place: Place;
  /** Aborted when the consumer closes. */
  readonly signal: AbortSignal;
}

/** `taken`: the queue may forget the run. `later`: deliver it again soon, to whoever has room. */
export type DeliveryOutcome = 'taken' | 'later';

export interface RunConsumerOptions<Place> {
  /** A connection of use `blocking`; it stays the caller's to close. */
  readonly redis: Redis;
  readonly prefix: string;
  readonly pool: string;
  /** Who consumes, for the queue's own records. */
  readonly name: string;
  /** Resolves when there is room for one more run; rejects when the signal aborts. */
  readonly reserve: (signal: AbortSignal) => Promise<Place>;
  /** A place for which no run came. */
  readonly giveBack: (place: Place) => void;
  /** Resolves as soon as the run is claimed or refused. Must not reject for a run's own faults. */
  readonly handle: (delivery: Delivery<Place>) => Promise<DeliveryOutcome>;
  readonly log: Logger;
}

export interface RunConsumer {
  /** Takes no more runs; resolves when all hand-overs have ended. */
  close(): Promise<void>;
}

const REDELIVER_AFTER_MS = 250;
const RETRY_AFTER_MS = 500;

export function createRunConsumer<Place>(options: RunConsumerOptions<Place>): RunConsumer {
  const { redis, pool, log } = options;
  const closing = new AbortController();
  const handOvers = new Set<Promise<void>>();
  let fetches = 0;

  const worker = new Worker(promptRunQueue(pool), null, {
    connection: redis,
    prefix: queuePrefix(options.prefix),
    name: options.name,
    autorun: false,
    drainDelay: FETCH_WAIT_S,
    lockDuration: LOCK_DURATION_MS,
    stalledInterval: STALLED_INTERVAL_MS,
    maxStalledCount: STALLED_COUNT_MAX,
  });
  worker.on('error', (error) => log.debug({ error: error.message, pool }, 'queue'));
  void worker.startStalledCheckTimer();

  async function handOver(job: Job, token: string, place: Place): Promise<void> {
    const payload = promptRunJobSchema.safeParse(job.data);
    if (!payload.success) {
      // Nobody can ever run it: drop it and say so, instead of delivering it for ever.
      log.error({ jobId: job.id }, 'a job without a run was dropped');
      options.giveBack(place);
      await job.moveToCompleted(null, token, false);
      return;
    }
    const { runId } = payload.data;
    let outcome: DeliveryOutcome = 'later';
    try {
      outcome = await options.handle({ runId, place, signal: closing.signal });
    } catch (error) {
      log.error({ runId, error: errorMessage(error) }, 'taking a run failed');
    }
    if (outcome === 'taken') await job.moveToCompleted(null, token, false);
    else await job.moveToDelayed(Date.now() + REDELIVER_AFTER_MS, token);
  }

  async function fetchOne(): Promise<void> {
    const place = await options.reserve(closing.signal);
    const token = `${worker.id}:${fetches++}`;
    let job: Job | undefined;
    try {
      job = (await worker.getNextJob(token)) as Job | undefined;
    } catch (error) {
      log.debug({ error: errorMessage(error), pool }, 'no job could be fetched');
      await delay(RETRY_AFTER_MS, undefined, { signal: closing.signal }).catch(() => undefined);
    }
    if (job === undefined) {
      options.giveBack(place);
      return;
    }
    const handedOver = handOver(job, token, place)
      // The queue lost the job meanwhile (emptied, or the lock ran out). The claim is what counts.
      .catch((error: unknown) => log.debug({ error: errorMessage(error) }, 'hand-over not noted'))
      .finally(() => handOvers.delete(handedOver));
    handOvers.add(handedOver);
  }

  const isClosing = () => closing.signal.aborted;

  async function loop(): Promise<void> {
    while (!isClosing()) {
      try {
        await fetchOne();
      } catch (error) {
        if (isClosing()) return;
        log.error({ error: errorMessage(error), pool }, 'consumer');
        await delay(RETRY_AFTER_MS);
      }
    }
  }
  const looping = loop();

  return {
    async close() {
      closing.abort();
      // While Redis is away the last fetch may never return; it holds no job then.
      await Promise.race([looping, delay(2_000 * FETCH_WAIT_S, undefined, { ref: false })]);
      await Promise.all(handOvers);
      await worker.close(true);
    },
  };
}
