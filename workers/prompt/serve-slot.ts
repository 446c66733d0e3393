/**
 * What a pool's slot and a workspace's have in common: a supervised runner, a document that says how the
 * slot is, and a consumer that takes the runs of one pool.
 */
import type { Redis } from 'ioredis';

import type { Device, DeviceMetrics } from '@/lib/domain/device';
import type { StoreEnv } from '@/lib/kernel/env';
import type { Logger } from '@/lib/kernel/log';
import { createRunConsumer } from '@/lib/queue/consumer';
import type { SlotCalls } from '@/lib/queue/slot-calls';
import type { Database } from '@/prisma-free-db/client';

import { announceSlot } from './announce-slot';
import { takePromptRun } from './process-prompt-run';
import type { Place } from './room';
import type { Preheated } from './runner/preheat';
import type { Runner } from './runner/runner';
import type { ReadyRunner } from './runner/supervise-runner';
import { createSlot, type Slot, type SlotView } from './slot';
import type { WorkerContext } from './worker-context';

/** What serving a slot needs of its worker. */
export interface SlotHost {
  readonly config: StoreEnv;
  readonly context: WorkerContext;
  readonly db: Database;
  /** A connection of use `blocking`. */
  readonly queueRedis: Redis;
  readonly slotCalls: SlotCalls;
}

export interface ServedSlotOptions {
  readonly id: string;
  /** How the runner knows us on its socket. */
  readonly clientId: string;
  readonly tenantsRoot: string;
  readonly device: Device;
  readonly outsidePort: number | null;
  readonly pool: string;
  readonly createRunner: () => Promise<Runner>;
  /** A runner became ready, and its nodes are known. */
  readonly onReady: (ready: ReadyRunner, signal: AbortSignal) => Promise<Preheated>;
  readonly preheat?: (ready: ReadyRunner, signal: AbortSignal) => Promise<Preheated>;
  readonly metrics: () => DeviceMetrics | null;
  readonly onView?: (view: SlotView) => void;
  /** A place for one more run. */
  readonly reserve: (slot: Slot, signal: AbortSignal) => Promise<Place>;
  readonly log: Logger;
}

export interface ServedSlot {
  readonly slot: Slot;
  /** Takes no more runs; resolves when all hand-overs have ended. */
  drain(why: string): Promise<void>;
  /** Ends the runner and takes the slot off the list. @returns whether all that it started is gone */
  stop(): Promise<boolean>;
}

const MIB = 1024 * 1024;

export function serveSlot(host: SlotHost, options: ServedSlotOptions): ServedSlot {
  const { config, context, db } = host;
  const { id, device, pool, log } = options;
  let objectInfoHash: string | null = null;

  const slot = createSlot({
    ...options,
    silenceMs: config.RUNNER_SILENCE_MS,
    memoryMaxBytes: config.RUNNER_MEMORY_MAX_MIB * MIB,
    breaker: { failures: config.RUNNER_BREAKER_FAILURES, openMs: config.RUNNER_BREAKER_MS },
    async onReady(ready, signal) {
      objectInfoHash = await db.objectInfos.putAsSystem(ready.facts.objectInfo);
      return options.onReady(ready, signal);
    },
    onChange(urgency) {
      announcer.changed(urgency);
      options.onView?.(slot.view());
    },
  });
  const announcer = announceSlot({
    slots: db.slots,
    identity: {
      ...{ id, pool, device, workerId: context.workerId, outsidePort: options.outsidePort },
      runnerKind: config.COMFYUI_DIR === undefined ? 'builtin' : 'comfyui',
    },
    view: () => slot.view(),
    metrics: options.metrics,
    objectInfoHash: () => objectInfoHash,
    log,
  });
  const consumer = createRunConsumer({
    redis: host.queueRedis,
    slotCalls: host.slotCalls,
    scheduler: context.settle.producer.scheduler,
    prefix: config.REDIS_PREFIX,
    pool,
    offer: () => ({ slotId: id, nodesHash: objectInfoHash ?? '', models: slot.view().models }),
    reserve: (signal) => options.reserve(slot, signal),
    giveBack: (place) => place.leave(),
    handle: (delivery) => takePromptRun(context, slot, delivery),
    log: context.log,
  });

  return {
    slot,
    async drain(why) {
      slot.drain(why);
      await consumer.close();
    },
    async stop() {
      const areAllGone = await slot.stop();
      await announcer.remove();
      return areAllGone;
    },
  };
}
