/** The janitor counts each minute when it is over, and each hour from its minutes. */
import type { Redis } from 'ioredis';

import { joinRollups, type Rollup } from '@/lib/domain/rollup';
import { countPresent } from '@/lib/features/accounts/presence';
import { readHostLoads } from '@/lib/features/hosts/host-load';
import type { Database } from '@/prisma-free-db/client';

export interface RollupDeps {
  readonly db: Pick<Database, 'rollups' | 'runConsole' | 'promptRuns'>;
  readonly redis: Redis;
  readonly prefix: string;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** A janitor that was away goes back so far, and not to the beginning of time. */
const CAUGHT_UP_MS = HOUR_MS;
const MINUTES_KEPT_MS = 26 * HOUR_MS;
const HOURS_KEPT_MS = 90 * DAY_MS;

const floor = (at: Date, spanMs: number): Date =>
  new Date(Math.floor(at.getTime() / spanMs) * spanMs);

/** @returns how many minutes were counted */
export async function writeRollups(deps: RollupDeps, now: Date): Promise<number> {
  const { rollups } = deps.db;
  const end = floor(now, MINUTE_MS);
  const last = await rollups.lastAsSystem('minute');
  const earliest = end.getTime() - CAUGHT_UP_MS;
  const first = Math.max(earliest, last === null ? earliest : last.at.getTime() + MINUTE_MS);
  let counted = 0;
  for (let at = first; at < end.getTime(); at += MINUTE_MS) {
    const isLatest = at === end.getTime() - MINUTE_MS;
    await rollups.putAsSystem(await countMinute(deps, new Date(at), isLatest));
    counted += 1;
    if ((at + MINUTE_MS) % HOUR_MS === 0) await joinHour(deps, new Date(at + MINUTE_MS - HOUR_MS));
  }
  if (counted > 0) {
    await rollups.removeBeforeAsSystem('minute', new Date(now.getTime() - MINUTES_KEPT_MS));
    await rollups.removeBeforeAsSystem('hour', new Date(now.getTime() - HOURS_KEPT_MS));
  }
  return counted;
}

/** @param isLatest what is true now is only noted in the minute that has just ended */
async function countMinute(
  { db, redis, prefix }: RollupDeps,
  at: Date,
  isLatest: boolean,
): Promise<Rollup> {
  const ended = await db.runConsole.countEndedAsSystem(at, new Date(at.getTime() + MINUTE_MS));
  const none = { waiting: 0, running: 0, online: 0, cpuPercent: null, memoryPercent: null };
  if (!isLatest) return joinRollups('minute', at, [{ ...ended, ...none }]);
  const [waiting, running, online, hosts] = await Promise.all([
    db.promptRuns.countByStateAsSystem('queued'),
    db.promptRuns.countByStateAsSystem('running'),
    countPresent(redis, prefix),
    readHostLoads(redis, prefix),
  ]);
  const busiest = (pick: (host: (typeof hosts)[number]) => number): number | null =>
    hosts.length === 0 ? null : Math.max(...hosts.map(pick));
  const cpuPercent = busiest((host) => host.cpuPercent);
  const memoryPercent = busiest((host) => host.memoryPercent);
  const gauges = { waiting, running, online, cpuPercent, memoryPercent };
  return joinRollups('minute', at, [{ ...ended, ...gauges }]);
}

async function joinHour({ db }: RollupDeps, at: Date): Promise<void> {
  const minutes = await db.rollups.listAsSystem('minute', at, new Date(at.getTime() + HOUR_MS));
  await db.rollups.putAsSystem(joinRollups('hour', at, minutes));
}
