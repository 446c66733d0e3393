/**
 * One janitor at a time, however many run: a lock in Redis that ends by itself. The lock saves work,
 * it guards nothing: every step of a round may be done twice, so a lock that ran out does no harm.
 */
import { randomToken } from '@/lib/kernel/ids';

import type { Redis } from 'ioredis';

/** Deletes the lock only if it is still ours. */
const RELEASE = `if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) end return 0`;

/**
 * @param lockMs longer than a round takes
 * @returns whether the work was done; false when another holds the lock
 * @throws when Redis does not answer, and what the work throws
 */
export async function exclusively(
  redis: Redis,
  key: string,
  lockMs: number,
  work: () => Promise<void>,
): Promise<boolean> {
  const token = randomToken();
  if ((await redis.set(key, token, 'PX', lockMs, 'NX')) === null) return false;
  try {
    await work();
  } finally {
    await redis.eval(RELEASE, 1, key, token).catch(() => undefined);
  }
  return true;
}
