/** Does the chores that are due, round after round, never two rounds at a time. */
import { setTimeout as delay } from 'node:timers/promises';

import type { Redis } from 'ioredis';

import { errorMessage } from '@/lib/kernel/errors';
import type { Logger } from '@/lib/kernel/log';

import type { Chore } from './chores';
import { exclusively } from './exclusive';

interface RoundsOptions {
  readonly chores: readonly Chore[];
  readonly intervalMs: number;
  readonly redis: Redis;
  readonly lockKey: string;
  readonly log: Logger;
}

/** A round is a few queries; a janitor that died with the lock delays the next round by this. */
const LOCK_MS = 30_000;

export function runRounds(options: RoundsOptions): { stop(): Promise<void> } {
  const { chores, redis, log } = options;
  const stopping = new AbortController();
  const isStopping = () => stopping.signal.aborted;
  const startedMs = new Map<Chore, number>();

  async function round(): Promise<void> {
    for (const chore of chores) {
      const now = new Date();
      const last = startedMs.get(chore) ?? 0;
      if (isStopping() || now.getTime() - last < chore.everyMs) continue;
      startedMs.set(chore, now.getTime());
      try {
        const done = await chore.work(now);
        if (done > 0) log.info({ chore: chore.name, done }, 'chore done');
      } catch (error) {
        log.warn({ chore: chore.name, error: errorMessage(error) }, 'chore failed');
      }
    }
  }

  async function loop(): Promise<void> {
    while (!isStopping()) {
      try {
        await exclusively(redis, options.lockKey, LOCK_MS, round);
      } catch (error) {
        log.debug({ error: errorMessage(error) }, 'no round');
      }
      await delay(options.intervalMs, undefined, { signal: stopping.signal }).catch(
        () => undefined,
      );
    }
  }
  const looping = loop();

  return {
    async stop() {
      stopping.abort();
      await looping;
    },
  };
}
