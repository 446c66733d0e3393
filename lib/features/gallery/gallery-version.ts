/**
 * How often a user's gallery has changed, kept in Redis beside the last count that was made. Counting
 * 100,000 documents takes longer than reading a page of them; a count holds until the next change.
 * When Redis is away, or has forgotten, documents are counted.
 */
import type { Redis } from 'ioredis';

import type { UserId } from '@/lib/kernel/ids';
import { galleryVersionKey } from '@/lib/realtime/channel';

const KEPT_S = 24 * 3_600;

export interface CountCache {
  /** @param count counts the documents */
  total(userId: UserId, count: () => Promise<number>): Promise<number>;
}

export function createCountCache(redis: Redis, prefix: string): CountCache {
  return {
    async total(userId, count) {
      const key = galleryVersionKey(prefix, userId);
      const known = await redis.hgetall(key).catch(() => null);
      const version = known?.['version'] ?? '0';
      if (known?.['total'] !== undefined && known['counted'] === version) {
        return Number(known['total']);
      }
      // The version was read before: a change while we count makes this count an old one at once.
      const total = await count();
      if (known !== null) {
        await redis
          .multi()
          .hset(key, { total, counted: version })
          .expire(key, KEPT_S)
          .exec()
          .catch(() => undefined);
      }
      return total;
    },
  };
}
