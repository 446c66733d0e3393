/**
 * Keeps the scheduler in step with the documents, round after round: what waits there is known to it,
 * also after Redis was emptied, and what ended is not.
 */
import { isWorkspacePool } from '@/lib/domain/workspace';
import {
  queueMissingRuns,
  RECONCILE_START,
  type ReconcileCursor,
  type ReconcileDeps,
} from '@/lib/features/prompts/queue-missing-runs';
import type { QueueControlRepository } from '@/prisma-free-db/repositories/queue-controls';
import type { SlotRepository } from '@/prisma-free-db/repositories/slots';

import { dropEndedRuns, forgetEndedRuns } from './check-schedule';

export interface KeepScheduleDeps extends ReconcileDeps {
  readonly slots: Pick<SlotRepository, 'listAsSystem'>;
  readonly queueControls: Pick<QueueControlRepository, 'listPausedAsSystem'>;
}

/** A door writes a run first and queues it after; younger runs are on their way. */
const QUEUE_GRACE_MS = 1_000;

export function createScheduleKeeper(deps: KeepScheduleDeps) {
  const { scheduler } = deps.producer;
  const pools = new Set<string>(['default']);
  /** Pools that are not all there; the pass through the documents that puts them right has begun. */
  const rebuilding = new Set<string>();
  const scans = new Map<string, string>();
  let cursor: ReconcileCursor = RECONCILE_START;
  /** Where runs wait, as far as this pass has seen, and as the last whole one saw. */
  let lately: ReadonlySet<string> = new Set();
  const seen = new Set<string>();

  /** A workspace's pool ends with it: looked at once more, it would come back to life. */
  function forgetWorkspaces(served: ReadonlySet<string>): void {
    for (const pool of pools) {
      if (!isWorkspacePool(pool) || served.has(pool) || lately.has(pool)) continue;
      pools.delete(pool);
      rebuilding.delete(pool);
      scans.delete(pool);
    }
  }

  async function findLost(): Promise<void> {
    const served = new Set((await deps.slots.listAsSystem()).map(({ pool }) => pool));
    for (const pool of served) pools.add(pool);
    forgetWorkspaces(served);
    for (const pool of pools) {
      if (rebuilding.has(pool) || (await scheduler.isComplete(pool))) continue;
      // Paused queues first: none of their runs may start.
      for (const paused of await deps.queueControls.listPausedAsSystem())
        if (paused.pool === pool) await scheduler.setPaused(paused.userId, pool, true);
      rebuilding.add(pool);
      cursor = RECONCILE_START;
    }
  }

  return {
    /** Queues what the scheduler does not know. @returns how many runs */
    async queueMissing(now: Date): Promise<number> {
      await findLost();
      const pass = await queueMissingRuns(
        deps,
        cursor,
        new Date(now.getTime() - QUEUE_GRACE_MS),
        rebuilding.size > 0,
      );
      ({ cursor } = pass);
      for (const pool of pass.pools) {
        pools.add(pool);
        seen.add(pool);
      }
      if (cursor === RECONCILE_START) {
        lately = new Set(seen);
        seen.clear();
        for (const pool of rebuilding) await scheduler.markComplete(pool);
        rebuilding.clear();
      }
      return pass.queued;
    },

    /** @returns how many runs the scheduler knew that have ended */
    async forgetEnded(): Promise<number> {
      let forgotten = 0;
      for (const pool of pools) {
        forgotten += await forgetEndedRuns(deps, pool);
        const part = await dropEndedRuns(deps, pool, scans.get(pool) ?? '0');
        scans.set(pool, part.cursor);
        forgotten += part.dropped;
      }
      return forgotten;
    },
  };
}
