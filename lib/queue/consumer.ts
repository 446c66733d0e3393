/**
 * Takes runs of a pool and hands them over, one by one, as far as there is room.
 *
 * A consumer with room asks the scheduler for the run that is next, and waits only when there is none:
 * for one that the scheduler hands over, for a job of the queue, or for a second, whichever comes first.
 * So a run never waits behind a busy slot while another slot is idle, and who is next is decided as late
 * as it can be. How long a run takes is no business of the queue.
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
  promptRunQueue,
  queuePrefix,
  STALLED_COUNT_MAX,
  STALLED_INTERVAL_MS,
} from './policies';
import type { RunScheduler, SlotOffer } from './scheduler/run-scheduler';
import type { SlotCalls } from './slot-calls';

export interface Delivery<Place> {
  readonly runId: RunId;
  /** The room that was reserved for it; the handler's to give back. */
  readonly place: Place;
  /** Aborted when the consumer closes. */
  readonly signal: AbortSignal;
}

/**
 * - `taken`: the run is claimed; the handler tells the scheduler when the slot is done with it.
 * - `gone`: it does not wait any more.
 * - `later`: this slot cannot begin with it now, whoever has room may.
 * - `unfit`: this slot's nodes cannot run it.
 */
export type DeliveryOutcome = 'taken' | 'gone' | 'later' | 'unfit';

export interface RunConsumerOptions<Place> {
  /** A connection of use `blocking`; it stays the caller's to close. */
  readonly redis: Redis;
  readonly scheduler: RunScheduler;
  readonly slotCalls: SlotCalls;
  readonly prefix: string;
  readonly pool: string;
  /** What the slot offers at the moment. */
  readonly offer: () => SlotOffer;
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

interface WaitingPlace {
  /** Resolves when a run was handed over, or it is time to look again. */
  readonly called: Promise<undefined>;
  /** @returns false when the place has a run already */
  receive(runId: RunId): boolean;
  /** The run that was handed over, once. */
  take(): RunId | null;
  wake(): void;
}

function waitingPlace(): WaitingPlace {
  const { promise: called, resolve } = Promise.withResolvers<undefined>();
  let received: RunId | null = null;
  return {
    called,
    receive(runId) {
      if (received !== null) return false;
      received = runId;
      resolve(undefined);
      return true;
    },
    take() {
      const runId = received;
      received = null;
      return runId;
    },
    wake: () => resolve(undefined),
  };
}

export function createRunConsumer<Place>(options: RunConsumerOptions<Place>): RunConsumer {
  const { redis, pool, scheduler, log } = options;
  const closing = new AbortController();
  const handOvers = new Set<Promise<unknown>>();
  const isClosing = () => closing.signal.aborted;
  const pause = (ms: number) =>
    delay(ms, undefined, { signal: closing.signal }).catch(() => undefined);
  let fetches = 0;
  /** Not before this moment: a run was just given back, and would only come again. */
  let pickAfterMs = 0;

  const worker = new Worker(promptRunQueue(pool), null, {
    connection: redis,
    prefix: queuePrefix(options.prefix),
    name: options.offer().slotId,
    autorun: false,
    drainDelay: FETCH_WAIT_S,
    lockDuration: LOCK_DURATION_MS,
    stalledInterval: STALLED_INTERVAL_MS,
    maxStalledCount: STALLED_COUNT_MAX,
  });
  worker.on('error', (error) => log.debug({ error: error.message, pool }, 'queue'));
  void worker.startStalledCheckTimer();

  /** Takes a wake-up from the queue, or waits a while for one. Never rejects. */
  async function takeWakeUp(): Promise<void> {
    const token = `${worker.id}:${fetches++}`;
    try {
      const job = (await worker.getNextJob(token, { block: true })) as Job | undefined;
      await job?.moveToCompleted(null, token, false);
    } catch (error) {
      // The queue may have lost the job meanwhile.
      log.debug({ error: errorMessage(error), pool }, 'no wake-up could be taken');
      await pause(RETRY_AFTER_MS);
    }
  }

  /** Under way from when there was nothing to do, and then beside the work that came. */
  let fetching: Promise<void> | null = null;
  /** Never rejects: what Redis lost meanwhile is found again, for the documents are what counts. */
  const noted = (told: Promise<unknown>): Promise<unknown> =>
    told.catch((error: unknown) => {
      log.debug({ error: errorMessage(error) }, 'hand-over not noted');
    });

  function putBack(runId: RunId, outcome: 'later' | 'unfit'): Promise<boolean> {
    const { slotId, nodesHash } = options.offer();
    return scheduler.putBack(runId, pool, slotId, outcome === 'unfit' ? nodesHash : '');
  }

  /** Open while a place waits for a run: the scheduler may hand one over then. */
  let waiting: WaitingPlace | null = null;
  const stopListening = options.slotCalls.listen(
    scheduler.callChannel(pool, options.offer().slotId),
    (runId) => {
      // The place that it was meant for got another run, or is gone.
      if (waiting?.receive(runId) !== true) void noted(putBack(runId, 'later'));
    },
  );

  async function waitForWork(called: Promise<unknown>): Promise<void> {
    fetching ??= takeWakeUp().finally(() => (fetching = null));
    await Promise.race([called, fetching]);
  }

  async function handOver(runId: RunId, place: Place): Promise<void> {
    let outcome: DeliveryOutcome = 'later';
    try {
      outcome = await options.handle({ runId, place, signal: closing.signal });
    } catch (error) {
      log.error({ runId, error: errorMessage(error) }, 'taking a run failed');
    }
    if (outcome === 'taken') return;
    if (outcome === 'gone') {
      await scheduler.finish(runId, pool, { slotId: options.offer().slotId });
      return;
    }
    if (outcome === 'later') pickAfterMs = Date.now() + REDELIVER_AFTER_MS;
    await putBack(runId, outcome);
  }

  function startHandOver(runId: RunId, place: Place): void {
    const handedOver = noted(handOver(runId, place)).finally(() => handOvers.delete(handedOver));
    handOvers.add(handedOver);
  }

  async function takeOne(place: Place): Promise<boolean> {
    if (pickAfterMs > Date.now()) await pause(pickAfterMs - Date.now());
    if (isClosing()) return false;
    const runId = await scheduler.pick(pool, options.offer());
    if (runId === null) return false;
    startHandOver(runId, place);
    return true;
  }

  async function serve(): Promise<void> {
    const place = await options.reserve(closing.signal);
    // From here on, so that no call between looking and waiting is missed.
    const open = (waiting = waitingPlace());
    const takeHandedOver = (): boolean => {
      const runId = open.take();
      if (runId !== null) startHandOver(runId, place);
      return runId !== null;
    };
    try {
      if (await takeOne(place)) return;
      if (!isClosing()) await waitForWork(open.called);
      if (takeHandedOver() || (await takeOne(place)) || takeHandedOver()) return;
    } catch (error) {
      log.debug({ error: errorMessage(error), pool }, 'no run could be fetched');
      await pause(RETRY_AFTER_MS);
    } finally {
      waiting = null;
      const unused = open.take();
      if (unused !== null) void noted(putBack(unused, 'later'));
    }
    options.giveBack(place);
  }

  async function loop(): Promise<void> {
    while (!isClosing()) {
      try {
        await serve();
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
      waiting?.wake();
      stopListening();
      // While Redis is away the last fetch may never return; it holds no run then.
      const limit = delay(2_000 * FETCH_WAIT_S, undefined, { ref: false });
      await Promise.race([Promise.all([looping, fetching]), limit]);
      await Promise.all(handOvers);
      await worker.close(true);
    },
  };
}
