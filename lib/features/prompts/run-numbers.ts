/**
 * The number of each submission: rises by one within its owner's runs. Editors order their history by
 * it, so neither a client's own number nor a lost counter may make it fall.
 */
import type { Redis } from 'ioredis';

import type { UserId } from '@/lib/kernel/ids';
import { RecentMap } from '@/lib/kernel/recent-map';
import type { PromptRunRepository } from '@/prisma-free-db/repositories/prompt-runs';

export interface RunNumbers {
  /** The next number. Works from the documents while Redis is away. */
  next(userId: UserId): Promise<number>;
}

export interface RunNumbersDeps {
  readonly redis: Redis;
  readonly prefix: string;
  readonly promptRuns: Pick<PromptRunRepository, 'highestNumber'>;
}

/**
 * Counts on from the larger of the counter and the floor.
 * Without a counter and without a floor from the documents (ARGV[2] = 0) it answers nil.
 */
const COUNT_SCRIPT = `
local known = redis.call('get', KEYS[1])
if not known and ARGV[2] == '0' then return nil end
local number = math.max(tonumber(known or '0'), tonumber(ARGV[1])) + 1
redis.call('set', KEYS[1], string.format('%.0f', number))
return number
`;

/** For how many users this process remembers the last number it gave. */
const REMEMBERED_MAX = 10_000;

export function createRunNumbers({ redis, prefix, promptRuns }: RunNumbersDeps): RunNumbers {
  /** Bridges a Redis that comes back with an older counter. */
  const last = new RecentMap<UserId, number>(REMEMBERED_MAX);

  function remember(userId: UserId, number: number): number {
    last.set(userId, number);
    return number;
  }

  async function count(userId: UserId, floor: number, isComplete: boolean): Promise<number | null> {
    const flag = isComplete ? '1' : '0';
    const key = `${prefix}:number:${userId}`;
    return (await redis.eval(COUNT_SCRIPT, 1, key, floor, flag)) as number | null;
  }

  async function floorFromDocuments(userId: UserId): Promise<number> {
    return Math.max(await promptRuns.highestNumber(userId), last.get(userId) ?? 0);
  }

  return {
    async next(userId) {
      const counted = await count(userId, last.get(userId) ?? 0, false).catch(
        () => 'away' as const,
      );
      if (typeof counted === 'number') return remember(userId, counted);
      const floor = await floorFromDocuments(userId);
      if (counted === 'away') return remember(userId, floor + 1);
      const seeded = await count(userId, floor, true).catch(() => null);
      return remember(userId, seeded ?? floor + 1);
    },
  };
}
