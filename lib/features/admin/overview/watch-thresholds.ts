/**
 * Watches what has a bound, and raises and clears alerts. What is over its bound for a while is
 * raised once, and cleared when it has been under it for a while.
 */
import { randomUUID } from 'node:crypto';

import type { Redis } from 'ioredis';

import { hasSettled, keyOf, type Alert, type Reading } from '@/lib/domain/alert';
import { isOnline } from '@/lib/domain/slot';
import { readHostLoads } from '@/lib/features/hosts/host-load';
import type { LiveSettings } from '@/lib/features/settings/live-settings';
import type { Logger } from '@/lib/kernel/log';
import type { Database } from '@/prisma-free-db/client';

export interface WatchDeps {
  readonly db: Pick<Database, 'alerts' | 'runConsole' | 'slots'>;
  readonly redis: Redis;
  readonly prefix: string;
  readonly settings: Pick<LiveSettings, 'read'>;
  readonly log: Logger;
}

const ALERTS_KEPT_MS = 30 * 24 * 3_600_000;

export interface ThresholdWatch {
  /** @returns how many alerts were raised or cleared */
  look(now: Date): Promise<number>;
}

export function createThresholdWatch(deps: WatchDeps): ThresholdWatch {
  const { db, log } = deps;
  /** Since when a subject is on the other side of its bound than its alert says. */
  const changedSinceMs = new Map<string, number>();

  async function settle(reading: Reading | null, open: Alert | null, now: Date): Promise<boolean> {
    const key = keyOf(open ?? (reading as Reading));
    const isOver = reading !== null && reading.value > reading.max;
    if (isOver === (open !== null)) {
      changedSinceMs.delete(key);
      return false;
    }
    const sinceMs = changedSinceMs.get(key) ?? now.getTime();
    changedSinceMs.set(key, sinceMs);
    if (!hasSettled(sinceMs, now.getTime())) return false;
    changedSinceMs.delete(key);
    if (open !== null) {
      await db.alerts.clearAsSystem(open.id, now);
      log.info({ alert: open.kind, subject: open.subject }, 'alert cleared');
    } else if (reading !== null) {
      await db.alerts.raiseAsSystem({
        ...{ id: randomUUID(), ...reading, raisedAt: now, clearedAt: null },
      });
      log.warn({ alert: reading.kind, ...reading }, 'alert raised');
    }
    return true;
  }

  return {
    async look(now) {
      const [readings, open] = await Promise.all([
        takeReadings(deps, now),
        db.alerts.listOpenAsSystem(),
      ]);
      const keys = new Set([...readings, ...open].map(keyOf));
      let moved = 0;
      for (const key of keys) {
        const reading = readings.find((one) => keyOf(one) === key) ?? null;
        const alert = open.find((one) => keyOf(one) === key) ?? null;
        if (await settle(reading, alert, now)) moved += 1;
      }
      await db.alerts.removeBeforeAsSystem(new Date(now.getTime() - ALERTS_KEPT_MS));
      return moved;
    },
  };
}

/** Everything that has a bound, as it is now. */
async function takeReadings(
  { db, redis, prefix, settings }: WatchDeps,
  now: Date,
): Promise<Reading[]> {
  const { cpuMaxPercent, memoryMaxPercent, queueCheckMaxMs } = await settings.read();
  const startedAt = performance.now();
  const pools = await db.runConsole.queueByPoolAsSystem();
  const queueMs = Math.round(performance.now() - startedAt);
  const [hosts, slots] = await Promise.all([readHostLoads(redis, prefix), db.slots.listAsSystem()]);
  const online = slots.filter((slot) => isOnline(slot, now));
  const served = new Set(online.map(({ pool }) => pool));
  return [
    ...hosts.flatMap(({ name: subject, cpuPercent, memoryPercent }): Reading[] => [
      { kind: 'cpu', subject, value: cpuPercent, max: cpuMaxPercent },
      { kind: 'memory', subject, value: memoryPercent, max: memoryMaxPercent },
    ]),
    { kind: 'queue-check', subject: 'database', value: queueMs, max: queueCheckMaxMs },
    // Runs that wait for a pool that nobody serves.
    ...pools
      .filter(({ pool, waiting }) => waiting > 0 && !served.has(pool))
      .map(({ pool, waiting }): Reading => ({
        ...{ kind: 'no-slot', subject: pool, value: waiting, max: 0 },
      })),
    ...online
      .filter(({ state }) => state === 'crashed')
      .map(({ id }): Reading => ({ kind: 'crashed', subject: id, value: 1, max: 0 })),
  ];
}
