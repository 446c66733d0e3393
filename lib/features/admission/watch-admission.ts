/** Decides for each pool whether more work is let in, and says so in Redis, where doors look. */
import type { Redis } from 'ioredis';

import { decideAdmission, type Admission } from '@/lib/domain/admission';
import type { Settings } from '@/lib/domain/settings';
import { readHostLoads, type HostLoad } from '@/lib/features/hosts/host-load';
import type { PromptRunRepository } from '@/prisma-free-db/repositories/prompt-runs';
import type { QueueControlRepository } from '@/prisma-free-db/repositories/queue-controls';

import { admissionKey } from './read-admission';

export interface WatchAdmissionDeps {
  readonly redis: Redis;
  readonly prefix: string;
  readonly db: {
    readonly promptRuns: Pick<PromptRunRepository, 'listQueuedAsSystem'>;
    readonly queueControls: Pick<QueueControlRepository, 'listPausedAsSystem'>;
  };
  readonly settings: () => Promise<Pick<Settings, 'cpuMaxPercent' | 'memoryMaxPercent'>>;
  readonly diskMaxPercent: number;
  readonly queueAgeMaxS: number;
}

/** A janitor that is gone leaves the doors open after this. */
const KEPT_S = 30;
/** A prompt's start is no load: processors have to be busy for so many rounds. */
const CPU_ROUNDS = 3;
/** The oldest ones are looked at; paused queues have older ones for days. */
const OLDEST = 250;

export function createAdmissionWatch(deps: WatchAdmissionDeps) {
  const { redis, prefix, db } = deps;
  const busyRounds = new Map<string, number>();

  /** What a host has used of its processors for all of the last rounds. */
  function lasting({ name, cpuPercent }: HostLoad, max: number): number {
    const rounds = cpuPercent >= max ? (busyRounds.get(name) ?? 0) + 1 : 0;
    busyRounds.set(name, rounds);
    return rounds >= CPU_ROUNDS ? cpuPercent : 0;
  }

  async function agesByPool(now: Date): Promise<ReadonlyMap<string, number>> {
    const [oldest, paused] = await Promise.all([
      db.promptRuns.listQueuedAsSystem(new Date(0), now, OLDEST),
      db.queueControls.listPausedAsSystem(),
    ]);
    const stopped = new Set(paused.map(({ userId, pool }) => `${userId} ${pool}`));
    const ages = new Map<string, number>();
    for (const { userId, pool, createdAt } of oldest) {
      if (stopped.has(`${userId} ${pool}`) || ages.has(pool)) continue;
      ages.set(pool, (now.getTime() - createdAt.getTime()) / 1_000);
    }
    return ages;
  }

  return {
    /** @returns for how many pools something is refused */
    async look(now: Date): Promise<number> {
      const [hosts, ages, settings] = await Promise.all([
        readHostLoads(redis, prefix),
        agesByPool(now),
        deps.settings(),
      ]);
      const limits = { ...deps, ...settings };
      const uses = hosts.map((host) => ({
        ...host,
        cpuPercent: lasting(host, settings.cpuMaxPercent),
      }));
      const pools = new Set([...hosts.map(({ pool }) => pool), ...ages.keys()]);
      const decided: Record<string, Admission> = {};
      for (const pool of pools) {
        const serving = uses.filter((host) => host.pool === pool);
        const admission = decideAdmission(serving, ages.get(pool) ?? 0, limits);
        if (admission.background !== null) decided[pool] = admission;
      }
      await redis.set(admissionKey(prefix), JSON.stringify(decided), 'EX', KEPT_S);
      return Object.keys(decided).length;
    },
  };
}
