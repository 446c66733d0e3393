/** Bounds on sign-in attempts, shared by all replicas through Redis. */
import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

import { AppError } from '@/lib/kernel/errors';

/** One address may serve a whole class behind NAT, so it gets more attempts than one account. */
const ATTEMPTS_PER_ADDRESS_FACTOR = 10;

export interface SignInThrottle {
  /** Counts one attempt. @throws AppError `too_many_requests` with the seconds to wait */
  take(address: string, email: string): Promise<void>;
  /** After a success: the account's attempts count anew. */
  forget(address: string, email: string): Promise<void>;
}

/**
 * @param attempts per account and window; addresses get ten times as many
 * @param windowS the window in seconds
 */
export function createSignInThrottle(
  redis: Redis,
  prefix: string,
  attempts: number,
  windowS: number,
): SignInThrottle {
  // While Redis is away each replica counts by itself instead of letting everybody in.
  const limiter = (name: string, points: number): RateLimiterRedis =>
    new RateLimiterRedis({
      storeClient: redis,
      keyPrefix: `${prefix}:sign-in:${name}`,
      points,
      duration: windowS,
      insuranceLimiter: new RateLimiterMemory({ points, duration: windowS }),
    });
  const byAccount = limiter('account', attempts);
  const byAddress = limiter('address', attempts * ATTEMPTS_PER_ADDRESS_FACTOR);

  async function consume(from: RateLimiterRedis, key: string): Promise<void> {
    try {
      await from.consume(key);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      const retryAfterS = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
      throw new AppError(
        'too_many_requests',
        `Too many attempts to sign in. Try again in ${Math.ceil(retryAfterS / 60)} min.`,
        {
          retryAfterS,
          reason: 'sign_in_throttled',
          facts: { minutes: Math.ceil(retryAfterS / 60) },
        },
      );
    }
  }

  return {
    async take(address, email) {
      await consume(byAddress, address);
      await consume(byAccount, email);
    },
    async forget(address, email) {
      await byAccount.delete(email);
      await byAddress.reward(address, 1).catch(() => undefined);
    },
  };
}
