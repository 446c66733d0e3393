/** Puts one slot together: its runner, its document, and its consumer of the pool's queue. */
import path from 'node:path';

import type { Redis } from 'ioredis';

import type { Graph } from '@/lib/domain/prompt-run';
import { tenantsRoot, type StoreEnv } from '@/lib/kernel/env';
import { createRunConsumer, type RunConsumer } from '@/lib/queue/consumer';
import type { WakeCalls } from '@/lib/queue/wake-calls';
import { createLogShare } from '@/lib/realtime/runner-log';
import type { Database } from '@/prisma-free-db/client';

import { announceSlot } from './announce-slot';
import type { SlotPlan } from './devices/plan-slots';
import type { DeviceSampler } from './devices/sample-devices';
import { createDeviceGuard } from './devices/device-guard';
import { takePromptRun } from './process-prompt-run';
import { findFreePort } from './runner/free-port';
import { createLocalRunner } from './runner/local-runner';
import { preheat, type Preheated } from './runner/preheat';
import { runnerCommand, type ProgramPlaces } from './runner/runner-command';
import { openRunnerLog } from './runner/runner-log';
import type { ReadyRunner } from './runner/supervise-runner';
import { createSlot, type Slot } from './slot';
import type { HostHold } from './hold-host';
import type { WorkerContext } from './worker-context';

export interface SlotDeps {
  readonly config: StoreEnv;
  readonly places: ProgramPlaces;
  readonly context: WorkerContext;
  readonly db: Database;
  /** A connection of use `blocking`. */
  readonly queueRedis: Redis;
  /** Tells others what happens here; a call that fails is forgotten. */
  readonly tellRedis: Redis;
  /** See `OWNER_VARIABLE`. */
  readonly owner: string;
  readonly sampler: DeviceSampler;
  readonly hostHold: HostHold;
  readonly wakeCalls: WakeCalls;
  /** What a new runner runs before it is offered. */
  readonly preheatGraphs: readonly Graph[];
}

export interface RunningSlot {
  readonly slot: Slot;
  /** Takes no more runs; resolves when all hand-overs have ended. */
  drain(): Promise<void>;
  /** Ends the runner and takes the slot off the list. */
  stop(): Promise<void>;
}

/** So many runs may wait for the object store or the database at once, behind the executing ones. */
const HELD_MAX = 32;
const MIB = 1024 * 1024;

export function startSlot(deps: SlotDeps, plan: SlotPlan): RunningSlot {
  const { config, context, db } = deps;
  const { index, device, outsidePort } = plan;
  const id = `${context.workerId}:${index}`;
  const log = context.log.child({ slot: id });
  const root = slotTenantsRoot(config, index);
  const output = openRunnerLog(
    path.resolve(config.ATELIER_DATA_DIR, 'logs', `runner-${index}.log`),
    undefined,
    createLogShare(deps.tellRedis, config.REDIS_PREFIX, id),
  );
  const guard = createDeviceGuard({ device, sampler: deps.sampler });
  const clientId = `atelier-${context.bootId}-${index}`;
  let objectInfoHash: string | null = null;

  const heat = ({ client }: ReadyRunner, signal: AbortSignal): Promise<Preheated> => {
    const { preheatGraphs: graphs } = deps;
    return preheat(client, { clientId, graphs, limitMs: config.PREHEAT_TIMEOUT_MS, signal, log });
  };

  const slot = createSlot({
    id,
    clientId,
    tenantsRoot: root,
    device,
    silenceMs: config.RUNNER_SILENCE_MS,
    memoryMaxBytes: config.RUNNER_MEMORY_MAX_MIB * MIB,
    breaker: { failures: config.RUNNER_BREAKER_FAILURES, openMs: config.RUNNER_BREAKER_MS },
    log,
    async createRunner() {
      await guard.waitUntilFree();
      const port = await findFreePort(plan.port);
      const place = { index, port, tenantsRoot: root, device };
      const command = await runnerCommand(config, deps.places, place);
      const startTimeoutMs = config.RUNNER_START_TIMEOUT_MS;
      const { owner } = deps;
      return createLocalRunner({ command, port, tenantsRoot: root, owner, startTimeoutMs, output });
    },
    async onReady(ready, signal) {
      objectInfoHash = await db.objectInfos.putAsSystem(ready.facts.objectInfo);
      return heat(ready, signal);
    },
    preheat: async (ready, signal) =>
      deps.preheatGraphs.length === 0
        ? {
            graphs: [],
            problem: 'pre-heat: nothing is configured (PREHEAT_MODELS, PREHEAT_GRAPHS)',
          }
        : heat(ready, signal),
    onChange: (urgency) => announcer.changed(urgency),
  });
  const announcer = announceSlot({
    slots: db.slots,
    identity: {
      id,
      workerId: context.workerId,
      pool: config.WORKER_POOL,
      device,
      outsidePort,
      runnerKind: config.COMFYUI_DIR === undefined ? 'builtin' : 'comfyui',
    },
    view: () => slot.view(),
    metrics: () => deps.sampler.latest(device),
    objectInfoHash: () => objectInfoHash,
    log,
  });
  const consumer = consume(deps, slot, () => objectInfoHash);

  return {
    slot,
    async drain() {
      slot.drain('its worker is stopping');
      await consumer.close();
    },
    async stop() {
      await slot.stop();
      await announcer.remove();
    },
  };
}

function consume(
  { config, context, queueRedis, hostHold, wakeCalls }: SlotDeps,
  slot: Slot,
  nodesHash: () => string | null,
): RunConsumer {
  return createRunConsumer({
    redis: queueRedis,
    scheduler: context.settle.producer.scheduler,
    wakeCalls,
    prefix: config.REDIS_PREFIX,
    pool: config.WORKER_POOL,
    offer: () => ({ slotId: slot.id, nodesHash: nodesHash() ?? '', models: slot.view().models }),
    async reserve(signal) {
      await context.activeRuns.whenFewerThan(HELD_MAX);
      await hostHold.pass(signal);
      return slot.room.enter(signal);
    },
    giveBack: (place) => place.leave(),
    handle: (delivery) => takePromptRun(context, slot, delivery),
    log: context.log,
  });
}

/**
 * Runners choose file names by counting what is there, without a lock: two of them that run prompts of
 * one user in one directory would overwrite each other's files. So every further slot has a root of its own.
 */
function slotTenantsRoot(config: StoreEnv, index: number): string {
  const root = tenantsRoot(config);
  return index === 0 ? root : `${root}-${index}`;
}
