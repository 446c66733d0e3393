/** What the console shows first: slots, queue by pool, people, hosts, and what is out of bounds. */
import type { Redis } from 'ioredis';

import type { Alert } from '@/lib/domain/alert';
import type { Caller } from '@/lib/domain/user';
import { listSlots, type SlotListDb } from '@/lib/features/admin/workers/list-slots';
import type { SlotRow } from '@/lib/features/admin/workers/slot-row';
import { countPresent } from '@/lib/features/accounts/presence';
import { readHostLoads, type HostLoad } from '@/lib/features/hosts/host-load';
import type { Database } from '@/prisma-free-db/client';
import type { PoolQueue } from '@/prisma-free-db/repositories/run-console';

export interface AlertRow extends Pick<Alert, 'id' | 'kind' | 'subject' | 'value' | 'max'> {
  /** ISO 8601. */
  readonly raisedAt: string;
  readonly clearedAt: string | null;
}

export interface PoolRow extends Pick<PoolQueue, 'pool' | 'waiting' | 'running'> {
  /** How long the oldest waiting run has waited; null when none waits. */
  readonly oldestMs: number | null;
}

export interface Overview {
  readonly slots: readonly SlotRow[];
  readonly pools: readonly PoolRow[];
  readonly users: { readonly online: number; readonly all: number };
  readonly hosts: readonly HostLoad[];
  /** Open ones and those of the last day, newest first. */
  readonly alerts: readonly AlertRow[];
}

export interface OverviewDeps {
  readonly db: SlotListDb & Pick<Database, 'alerts'>;
  readonly redis: Redis;
  readonly prefix: string;
}

const DAY_MS = 24 * 3_600_000;
const ALERTS_SHOWN = 20;

export async function readOverview(
  { db, redis, prefix }: OverviewDeps,
  caller: Pick<Caller, 'role'>,
  now = new Date(),
): Promise<Overview> {
  const since = new Date(now.getTime() - DAY_MS);
  const [slots, pools, all, online, hosts, open, recent] = await Promise.all([
    listSlots(db, caller, now),
    db.runConsole.queueByPoolAsSystem(),
    db.users.countAsSystem(),
    countPresent(redis, prefix).catch(() => 0),
    readHostLoads(redis, prefix).catch(() => []),
    db.alerts.listOpenAsSystem(),
    db.alerts.listSinceAsSystem(since, ALERTS_SHOWN),
  ]);
  const alerts = [...open, ...recent.filter(({ clearedAt }) => clearedAt !== null)];
  return {
    slots,
    pools: pools.map(({ oldestAt, ...rest }) => ({
      ...rest,
      oldestMs: oldestAt && Math.max(0, now.getTime() - oldestAt.getTime()),
    })),
    users: { online, all },
    hosts,
    alerts: alerts.map((alert) => ({
      ...alert,
      raisedAt: alert.raisedAt.toISOString(),
      clearedAt: alert.clearedAt?.toISOString() ?? null,
    })),
  };
}
