/** The one way to connect to Redis. */
import { Redis } from 'ioredis';

import type { Logger } from '@/lib/kernel/log';

/**
 * - `command`: fails at once while Redis is away.
 * - `answering`: as `command`, and gives up on a Redis that hangs, for doors that must answer. What was
 *   given up may still be done, so it is not for those who take something.
 * - `blocking`: waits for ever, for consumers and subscribers.
 */
export type RedisUse = 'command' | 'answering' | 'blocking';

const COMMAND = { maxRetriesPerRequest: 1, enableOfflineQueue: false, connectTimeout: 3_000 };
const OPTIONS = {
  command: COMMAND,
  answering: { ...COMMAND, commandTimeout: 3_000 },
  blocking: { maxRetriesPerRequest: null, enableReadyCheck: true },
} as const;

/** Reconnects for ever, at most every 2 s; logs each loss once. Resolves when it is ready. */
export async function connectRedis(url: string, use: RedisUse, log: Logger): Promise<Redis> {
  const redis = new Redis(url, {
    ...OPTIONS[use],
    lazyConnect: true,
    retryStrategy: (times) => Math.min(times * 100, 2_000),
  });
  let lost = false;
  redis.on('error', (error: Error) => {
    if (!lost) log.warn({ error: error.message }, 'Redis is out of reach');
    lost = true;
  });
  redis.on('ready', () => {
    if (lost) log.info('Redis is back');
    lost = false;
  });
  await redis.connect();
  return redis;
}
