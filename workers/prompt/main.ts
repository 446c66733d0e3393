/** The worker: one consumer and one supervised runner for each slot of this host. */
import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';

import { deviceLabel } from '@/lib/domain/device';
import { tellHostLoad } from '@/lib/features/hosts/host-load';
import type { SettleDeps } from '@/lib/features/prompts/settle-released-run';
import { configuredSettings } from '@/lib/features/settings/configured-settings';
import { createLiveSettings } from '@/lib/features/settings/live-settings';
import { releasePredecessorRuns } from '@/lib/features/prompts/release-abandoned-runs';
import { env, tenantsRoot } from '@/lib/kernel/env';
import { errorMessage } from '@/lib/kernel/errors';
import { createLogger, type Logger } from '@/lib/kernel/log';
import { closeOnSignals, createShutdown } from '@/lib/kernel/shutdown';
import { createRunProducer } from '@/lib/queue/producer';
import { createSlotCalls } from '@/lib/queue/slot-calls';
import { createPublisher } from '@/lib/realtime/channel';
import { createRunProgressStore } from '@/lib/realtime/run-progress';
import { connectRedis } from '@/lib/redis/connect';
import { createObjectStore } from '@/lib/storage/s3';
import { connectDatabase } from '@/prisma-free-db/client';

import { createActiveRuns, type ActiveRuns } from './active-runs';
import { commandSlot } from './command-slot';
import { deviceSources, slotWishes } from './devices/find-devices';
import { planSlots } from './devices/plan-slots';
import { sampleDevices } from './devices/sample-devices';
import { createHostHold } from './hold-host';
import { keepLeases } from './keep-leases';
import { obeyOrders } from './obey-orders';
import { OWNER_VARIABLE } from './runner/local-runner';
import { fileGraphs, modelGraphs } from './runner/preheat';
import { programPlaces } from './runner/runner-command';
import { stopMarked } from './runner/stop-process-tree';
import type { ServedSlot } from './serve-slot';
import { startSlot } from './start-slot';
import { startLending } from './workspace/start-lending';
import { createThumbnailQueue } from './thumbnail-queue';
import { createUsageWriter } from './usage-writer';
import { watchCancels } from './watch-cancels';
import type { WorkerContext } from './worker-context';

/** After the drain: time to give back what did not finish, and to end the runners. */
const AFTER_DRAIN_MS = 20_000;

async function main(): Promise<void> {
  const config = env('worker');
  const log = createLogger('worker', config.LOG_LEVEL);
  const workerId = config.WORKER_NAME ?? hostname();
  const bootId = randomBytes(8).toString('hex');
  const shutdown = createShutdown(log);
  closeOnSignals(shutdown, log);

  const sources = deviceSources();
  const plans = await planSlots(slotWishes(config), sources);
  const devices = plans.map(({ device }) => device);

  const owner = `${workerId}@${tenantsRoot(config)}`;
  const strays = await stopMarked(`${OWNER_VARIABLE}=${owner}`);
  if (strays > 0) log.warn({ strays }, 'ended what an earlier start left behind');

  const sampler = sampleDevices({ sources, devices, everyMs: config.DEVICE_SAMPLE_MS, log });
  shutdown.onClose('devices', () => sampler.stop());
  const db = await connectDatabase(config.MONGODB_URI, config.MONGODB_DB);
  shutdown.onClose('database', () => db.close());
  const redis = await connectRedis(config.REDIS_URL, 'command', log);
  const tellRedis = await connectRedis(config.REDIS_URL, 'command', log);
  const queueRedis = await connectRedis(config.REDIS_URL, 'blocking', log);
  const callsRedis = await connectRedis(config.REDIS_URL, 'blocking', log);
  const listening = await connectRedis(config.REDIS_URL, 'blocking', log);
  shutdown.onClose('redis', () => {
    const all = [redis, tellRedis, queueRedis, callsRedis, listening];
    for (const connection of all) connection.disconnect();
  });
  const store = createObjectStore(config);
  shutdown.onClose('object store', () => store.close());
  await store.prepare();

  const producer = createRunProducer({ redis, prefix: config.REDIS_PREFIX, log });
  shutdown.onClose('queue', () => producer.close());
  const publisher = createPublisher(tellRedis, config.REDIS_PREFIX, log);
  const settle: SettleDeps = {
    promptRuns: db.promptRuns,
    producer,
    publisher,
    maxAttempts: config.RUN_MAX_ATTEMPTS,
    log,
  };
  const released = await releasePredecessorRuns(settle, workerId, bootId);
  if (released > 0) log.warn({ released }, 'runs of an earlier start are queued again');

  const activeRuns = createActiveRuns();
  const thumbnails = createThumbnailQueue(
    { store, generations: db.generations, publisher, log },
    activeRuns,
  );
  shutdown.onClose('thumbnails', () => thumbnails.close());
  const usage = createUsageWriter(db, log);
  shutdown.onClose('usage', () => usage.close());
  const { RUN_LEASE_MS: leaseMs } = config;
  const leases = keepLeases({ promptRuns: db.promptRuns, activeRuns, leaseMs, log });
  shutdown.onClose('leases', () => leases.stop());
  await watchCancels(callsRedis, config.REDIS_PREFIX, activeRuns);

  const progress = createRunProgressStore(tellRedis, config.REDIS_PREFIX);
  const context: WorkerContext = {
    ...{ db, store, publisher, progress, activeRuns, thumbnails, usage, settle },
    ...{ workerId, bootId, leaseMs, runTimeMaxMs: config.RUN_TIME_MAX_MS, log },
  };
  const hostLoad = tellHostLoad(tellRedis, config.REDIS_PREFIX, {
    ...{ name: workerId, pool: config.WORKER_POOL, folder: config.ATELIER_DATA_DIR },
  });
  shutdown.onClose('host load', () => hostLoad.stop());
  const hostHold = createHostHold({
    folder: config.ATELIER_DATA_DIR,
    memoryMaxPercent: config.HOST_MEMORY_MAX_PERCENT,
    diskMaxPercent: config.HOST_DISK_MAX_PERCENT,
    held: () => activeRuns.all().length,
    log,
  });
  const places = programPlaces(import.meta.dirname);
  const preheatGraphs = [
    ...modelGraphs(config.PREHEAT_MODELS),
    ...(await fileGraphs(config.PREHEAT_GRAPHS)),
  ];
  const deps = {
    config,
    places,
    context,
    db,
    queueRedis,
    tellRedis,
    owner,
    sampler,
    hostHold,
    slotCalls: createSlotCalls(callsRedis, log),
    preheatGraphs,
  };
  const slots = plans.map((plan) => startSlot(deps, plan));
  const limitMs = config.WORKER_DRAIN_MS + AFTER_DRAIN_MS;
  shutdown.onClose('slots', () => drain(slots, activeRuns, config.WORKER_DRAIN_MS, log), limitMs);
  const { WORKER_DRAIN_MS: drainMs, REDIS_PREFIX: redisPrefix } = config;
  const orders = await obeyOrders({
    ...{ redis: callsRedis, redisPrefix, slotOrders: db.slotOrders, log },
    slots: slots.map(({ slot }) => commandSlot({ slot, activeRuns, drainMs, log })),
  });
  shutdown.onClose('orders', () => orders.stop());
  const settings = createLiveSettings(db.settings, configuredSettings(config));
  const lender = await startLending({ ...deps, redis, listening, settings }, slots, plans);
  shutdown.onClose('workspaces', () => lender.stop(), limitMs);
  const labels = devices.map(deviceLabel);
  log.info({ workerId, devices: labels, pool: config.WORKER_POOL }, 'worker started');
}

/** Takes nothing more, lets running prompts end within the limit, gives the others back. */
async function drain(
  slots: readonly ServedSlot[],
  activeRuns: ActiveRuns,
  limitMs: number,
  log: Logger,
): Promise<void> {
  const empty = activeRuns.whenFewerThan(1);
  await Promise.all([
    Promise.race([empty, delay(limitMs, undefined, { ref: false })]),
    ...slots.map((slot) => slot.drain('its worker is stopping')),
  ]);
  const left = activeRuns.all();
  if (left.length > 0) log.warn({ runs: left.length }, 'runs are handed back');
  for (const active of left) active.stop('hand-back');
  await activeRuns.whenFewerThan(1);
  await Promise.all(slots.map((slot) => slot.stop()));
}

main().catch((error: unknown) => {
  process.stderr.write(`The worker could not start. ${errorMessage(error)}\n`);
  process.exit(1);
});
