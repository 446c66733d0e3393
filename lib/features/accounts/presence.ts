/** Who is here: people whose browser or script asked for something lately. */
import type { Redis } from 'ioredis';

import type { UserId } from '@/lib/kernel/ids';

export interface Presence {
  /** Costs nothing: it is told to the others a few times a minute. */
  note(userId: UserId): void;
  stop(): void;
}

const TELL_EVERY_MS = 10_000;
/** An open page asks at least once a minute. */
const HERE_MS = 90_000;
const keyOf = (prefix: string): string => `${prefix}:online`;

export function createPresence(redis: Redis, prefix: string): Presence {
  const seen = new Map<UserId, number>();
  async function tell(): Promise<void> {
    if (seen.size === 0) return;
    const members = [...seen].flatMap(([userId, at]) => [at, userId]);
    seen.clear();
    await redis.zadd(keyOf(prefix), ...members);
    await redis.zremrangebyscore(keyOf(prefix), 0, Date.now() - HERE_MS);
  }
  const timer = setInterval(() => void tell().catch(() => undefined), TELL_EVERY_MS);
  return {
    note(userId) {
      seen.set(userId, Date.now());
    },
    stop: () => clearInterval(timer),
  };
}

/** How many people are here now. */
export async function countPresent(redis: Redis, prefix: string): Promise<number> {
  return redis.zcount(keyOf(prefix), Date.now() - HERE_MS, '+inf');
}
