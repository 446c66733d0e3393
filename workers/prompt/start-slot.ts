/** A slot of the pool: its runner on its device, pre-heated before it is offered. */
import path from 'node:path';

import type { Redis } from 'ioredis';

import type { Graph } from '@/lib/domain/prompt-run';
import { tenantsRoot, type StoreEnv } from '@/lib/kernel/env';
import { createLogShare } from '@/lib/realtime/runner-log';

import type { SlotPlan } from './devices/plan-slots';
import type { DeviceSampler } from './devices/sample-devices';
import { createDeviceGuard } from './devices/device-guard';
import { findFreePort } from './runner/free-port';
import { createLocalRunner } from './runner/local-runner';
import { preheat, type Preheated } from './runner/preheat';
import { runnerCommand, type ProgramPlaces } from './runner/runner-command';
import { openRunnerLog } from './runner/runner-log';
import type { ReadyRunner } from './runner/supervise-runner';
import type { HostHold } from './hold-host';
import { serveSlot, type ServedSlot, type SlotHost } from './serve-slot';

export interface SlotDeps extends SlotHost {
  readonly places: ProgramPlaces;
  /** Tells others what happens here; a call that fails is forgotten. */
  readonly tellRedis: Redis;
  /** See `OWNER_VARIABLE`. */
  readonly owner: string;
  readonly sampler: DeviceSampler;
  readonly hostHold: HostHold;
  /** What a new runner runs before it is offered. */
  readonly preheatGraphs: readonly Graph[];
}

/** So many runs may wait for the object store or the database at once, behind the executing ones. */
const HELD_MAX = 32;

export function startSlot(deps: SlotDeps, plan: SlotPlan): ServedSlot {
  const { config, context, hostHold } = deps;
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

  const heat = ({ client }: ReadyRunner, signal: AbortSignal): Promise<Preheated> => {
    const { preheatGraphs: graphs } = deps;
    return preheat(client, { clientId, graphs, limitMs: config.PREHEAT_TIMEOUT_MS, signal, log });
  };

  return serveSlot(deps, {
    ...{ id, clientId, tenantsRoot: root, device, outsidePort, log },
    pool: config.WORKER_POOL,
    async createRunner() {
      await guard.waitUntilFree();
      const port = await findFreePort(plan.port);
      const place = { index, port, tenantsRoot: root, device };
      const command = await runnerCommand(config, deps.places, place);
      const startTimeoutMs = config.RUNNER_START_TIMEOUT_MS;
      const { owner } = deps;
      return createLocalRunner({ command, port, tenantsRoot: root, owner, startTimeoutMs, output });
    },
    onReady: heat,
    preheat: async (ready, signal) =>
      deps.preheatGraphs.length === 0
        ? {
            graphs: [],
            problem: 'pre-heat: nothing is configured (PREHEAT_MODELS, PREHEAT_GRAPHS)',
          }
        : heat(ready, signal),
    metrics: () => deps.sampler.latest(device),
    async reserve(slot, signal) {
      await context.activeRuns.whenFewerThan(HELD_MAX);
      await hostHold.pass(signal);
      return slot.room.enter(signal);
    },
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
