/**
 * Usage is put right from the documents: runs that ended although their worker died before it could say
 * what they used, and the sums of days. Both may be done again at any time with the same outcome.
 */
import type { GenerationRepository } from '@/prisma-free-db/repositories/generations';
import type { PromptRunRepository } from '@/prisma-free-db/repositories/prompt-runs';
import type { UsageRepository } from '@/prisma-free-db/repositories/usage';

import { recordUsage } from './record-usage';

export interface RepairDeps {
  readonly usage: UsageRepository;
  readonly promptRuns: Pick<PromptRunRepository, 'listFinishedAsSystem'>;
  readonly generations: Pick<GenerationRepository, 'listOfRun'>;
}

const BATCH = 500;
/** A start looks back so far. */
const LOOK_BACK_MS = 48 * 3_600_000;
/** Clocks of hosts differ. */
const OVERLAP_MS = 120_000;

/** @param settledMs younger ends are still being written */
export function createUsageKeeper(
  { usage, promptRuns, generations }: RepairDeps,
  settledMs = 60_000,
) {
  let seen = new Date(Date.now() - LOOK_BACK_MS);
  let summed = seen;

  return {
    /** @returns how many runs had nothing written */
    async recordMissing(now: Date): Promise<number> {
      let recorded = 0;
      for (;;) {
        const before = new Date(now.getTime() - settledMs);
        const runs = await promptRuns.listFinishedAsSystem(seen, before, BATCH);
        const missing = new Set(await usage.findMissingAsSystem(runs.map(({ id }) => id)));
        for (const run of runs.filter(({ id }) => missing.has(id))) {
          const results = await generations.listOfRun(run.userId, run.id);
          await recordUsage({ usage }, run, results, run.finishedAt ?? now);
          recorded += 1;
        }
        const last = runs.at(-1)?.finishedAt;
        if (last === null || last === undefined) return recorded;
        // Several may have ended in the last moment: look at it again, but never stand still.
        seen = new Date(Math.max(last.getTime() - 1, seen.getTime() + 1));
        if (runs.length < BATCH) return recorded;
      }
    },

    /** Sums the days in which something was written. @returns how many */
    async sumDays(now: Date): Promise<number> {
      const days = await usage.changedDaysAsSystem(summed);
      for (const { userId, day } of days) {
        await usage.putDay(userId, day, await usage.sumDay(userId, day));
      }
      summed = new Date(now.getTime() - OVERLAP_MS);
      return days.length;
    },
  };
}
