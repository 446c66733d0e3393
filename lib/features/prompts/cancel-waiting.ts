/** Its owner takes waiting runs out of the queue; runs that started are left alone. */
import { runIdFor, type RunId, type UserId } from '@/lib/kernel/ids';

import { cancelRunningRun, tellCancelled, type CancelDeps } from './cancel-run';

/** More than anybody may have waiting, whatever the limit is set to. */
const WAITING_MAX = 100_000;
const CLAIMED_MAX = 1_000;

/**
 * @param promptIds those to take out, or `all` that wait
 * @returns how many there were
 */
export async function cancelWaiting(
  deps: CancelDeps,
  userId: UserId,
  promptIds: readonly string[] | 'all',
): Promise<number> {
  const { promptRuns } = deps;
  const runIds =
    promptIds === 'all'
      ? (await promptRuns.list(userId, { states: ['queued'], limit: WAITING_MAX })).map(
          ({ id }) => id,
        )
      : promptIds.map((promptId) => runIdFor(userId, promptId));
  const cancelled = await promptRuns.cancelQueuedMany(userId, runIds, new Date());
  tellCancelled(deps, cancelled);
  const ready = await listReady(deps, userId);
  const meant = promptIds === 'all' ? ready : ready.filter((runId) => runIds.includes(runId));
  await Promise.all(meant.map((runId) => cancelRunningRun(deps, userId, runId)));
  return cancelled.length + meant.length;
}

/** Runs that a slot has and did not begin with: to their owner they wait. */
async function listReady(
  { promptRuns, producer: { scheduler } }: CancelDeps,
  userId: UserId,
): Promise<RunId[]> {
  const claimed = await promptRuns.list(userId, { states: ['running'], limit: CLAIMED_MAX });
  const pools = [...new Set(claimed.map(({ pool }) => pool))];
  const states = await Promise.all(
    pools.map((pool) => scheduler.userState(userId, pool).catch(() => null)),
  );
  const held = states.flatMap((state) => state?.heldRuns ?? []);
  return held.flatMap(({ runId, elapsed }) => (elapsed === null ? [runId] : []));
}
