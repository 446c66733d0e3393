/** The janitor: reconciles documents with queue and store, and removes what has expired. */
import { configuredSettings } from '@/lib/features/settings/configured-settings';
import { createLiveSettings } from '@/lib/features/settings/live-settings';
import { env, tenantsRoot, type StoreEnv } from '@/lib/kernel/env';
import { createAdmissionWatch } from '@/lib/features/admission/watch-admission';
import { createThresholdWatch } from '@/lib/features/admin/overview/watch-thresholds';
import { errorMessage } from '@/lib/kernel/errors';
import { createLogger } from '@/lib/kernel/log';
import { closeOnSignals, createShutdown } from '@/lib/kernel/shutdown';
import { createRunProducer } from '@/lib/queue/producer';
import { createPublisher } from '@/lib/realtime/channel';
import { connectRedis } from '@/lib/redis/connect';
import { createObjectStore } from '@/lib/storage/s3';
import { connectDatabase } from '@/prisma-free-db/client';

import { createChores, type StorageRules } from './chores';
import { runRounds } from './run-rounds';

async function main(): Promise<void> {
  const config = env('janitor');
  const log = createLogger('janitor', config.LOG_LEVEL);
  const shutdown = createShutdown(log);
  closeOnSignals(shutdown, log);

  const db = await connectDatabase(config.MONGODB_URI, config.MONGODB_DB);
  shutdown.onClose('database', () => db.close());
  const redis = await connectRedis(config.REDIS_URL, 'command', log);
  shutdown.onClose('redis', () => redis.disconnect());
  const store = createObjectStore(config);
  shutdown.onClose('object store', () => store.close());
  await store.prepare();
  const producer = createRunProducer({ redis, prefix: config.REDIS_PREFIX, log });
  shutdown.onClose('queue', () => producer.close());

  const publisher = createPublisher(redis, config.REDIS_PREFIX, log);
  const settings = createLiveSettings(db.settings, configuredSettings(config));
  const chores = createChores({
    db,
    store,
    tenantsRoot: tenantsRoot(config),
    settings: () => settings.read(),
    storageRules: storageRules(config),
    rollups: { db, redis, prefix: config.REDIS_PREFIX },
    thresholds: createThresholdWatch({
      ...{ db, redis, prefix: config.REDIS_PREFIX, log, settings },
    }),
    admission: createAdmissionWatch({
      ...{ db, redis, prefix: config.REDIS_PREFIX },
      settings: () => settings.read(),
      diskMaxPercent: config.HOST_DISK_MAX_PERCENT,
      queueAgeMaxS: config.QUEUE_AGE_MAX_S,
    }),
    leaving: {
      ...{ db, store, log },
      tenantsRoot: tenantsRoot(config),
      cancel: {
        promptRuns: db.promptRuns,
        publisher,
        producer,
        redis,
        prefix: config.REDIS_PREFIX,
      },
    },
    settle: {
      promptRuns: db.promptRuns,
      producer,
      publisher,
      maxAttempts: config.RUN_MAX_ATTEMPTS,
      log,
    },
  });
  const rounds = runRounds({
    chores,
    intervalMs: config.JANITOR_INTERVAL_MS,
    redis,
    lockKey: `${config.REDIS_PREFIX}:janitor`,
    log,
  });
  shutdown.onClose('rounds', () => rounds.stop());
  log.info('janitor started');
}

const DAY_MS = 24 * 3_600_000;

function storageRules(
  config: Pick<StoreEnv, 'ORPHAN_OBJECTS' | 'ORPHAN_GRACE_DAYS' | 'RETENTION_OUTPUT_DAYS'>,
): StorageRules {
  const {
    ORPHAN_OBJECTS: mode,
    ORPHAN_GRACE_DAYS: graceDays,
    RETENTION_OUTPUT_DAYS: days,
  } = config;
  return {
    orphans: { mode, graceMs: graceDays * DAY_MS },
    outputKeptMs: days === undefined ? null : days * DAY_MS,
  };
}

main().catch((error: unknown) => {
  process.stderr.write(`The janitor could not start. ${errorMessage(error)}\n`);
  process.exit(1);
});
