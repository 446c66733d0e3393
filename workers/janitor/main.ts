/** The janitor: reconciles documents with queue and store, and removes what has expired. */
import sharp from 'sharp';

import { env, tenantsRoot } from '@/lib/kernel/env';
import { errorMessage } from '@/lib/kernel/errors';
import { createLogger } from '@/lib/kernel/log';
import { closeOnSignals, createShutdown } from '@/lib/kernel/shutdown';
import { createRunProducer } from '@/lib/queue/producer';
import { createPublisher } from '@/lib/realtime/channel';
import { connectRedis } from '@/lib/redis/connect';
import { createObjectStore } from '@/lib/storage/s3';
import { connectDatabase } from '@/prisma-free-db/client';

import { createChores } from './chores';
import { runRounds } from './run-rounds';

async function main(): Promise<void> {
  const config = env('janitor');
  const log = createLogger('janitor', config.LOG_LEVEL);
  const shutdown = createShutdown(log);
  closeOnSignals(shutdown, log);
  sharp.cache(false);

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
  const chores = createChores({
    db,
    store,
    tenantsRoot: tenantsRoot(config),
    leaving: {
      ...{ db, store, log },
      tenantsRoot: tenantsRoot(config),
      cancel: { promptRuns: db.promptRuns, publisher, redis, prefix: config.REDIS_PREFIX },
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

main().catch((error: unknown) => {
  process.stderr.write(`The janitor could not start. ${errorMessage(error)}\n`);
  process.exit(1);
});
