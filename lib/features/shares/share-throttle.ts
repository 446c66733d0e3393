/** Bounds on public links: how many a user makes, and how many wrong ones an address tries. */
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

import { AppError } from '@/lib/kernel/errors';
import type { UserId } from '@/lib/kernel/ids';

export interface ShareThrottle {
  /** Counts a new link. @throws AppError `too_many_requests` */
  takeNew(userId: UserId): Promise<void>;
  /** @throws AppError `too_many_requests` when the address tried too many wrong links */
  admit(address: string): Promise<void>;
  /** Counts a link that leads nowhere. */
  miss(address: string): Promise<void>;
}

const NEW_PER_HOUR = 120;
const MISSES_PER_MINUTE = 60;

export function createShareThrottle(redis: Redis, prefix: string): ShareThrottle {
  // While Redis is away each replica counts by itself instead of letting everything through.
  const limiter = (name: string, points: number, duration: number): RateLimiterRedis =>
    new RateLimiterRedis({
      storeClient: redis,
      keyPrefix: `${prefix}:share:${name}`,
      ...{ points, duration },
      insuranceLimiter: new RateLimiterMemory({ points, duration }),
    });
  const made = limiter('new', NEW_PER_HOUR, 3_600);
  const missed = limiter('miss', MISSES_PER_MINUTE, 60);
  const refuse = (waitMs: number): never => {
    const retryAfterS = Math.max(1, Math.ceil(waitMs / 1000));
    throw new AppError('too_many_requests', `Too many links. Try again in ${retryAfterS} s.`, {
      reason: 'share_throttled',
      retryAfterS,
    });
  };

  return {
    async takeNew(userId) {
      await made.consume(userId).catch((refusal: unknown) => {
        if (refusal instanceof RateLimiterRes) refuse(refusal.msBeforeNext);
        throw refusal;
      });
    },
    async admit(address) {
      const tried = await missed.get(address).catch(() => null);
      if (tried !== null && tried.consumedPoints >= MISSES_PER_MINUTE) refuse(tried.msBeforeNext);
    },
    async miss(address) {
      await missed.consume(address).catch(() => undefined);
    },
  };
}
