/** Its owner takes waiting runs out of the queue; runs that started are left alone. */
import { runIdFor, type UserId } from '@/lib/kernel/ids';

import { findReady } from './as-waiting';
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
  await tellCancelled(deps, cancelled);
  const claimed = await promptRuns.list(userId, { states: ['running'], limit: CLAIMED_MAX });
  const ready = [...(await findReady(deps.producer.scheduler, userId, claimed))];
  const meant = promptIds === 'all' ? ready : ready.filter((runId) => runIds.includes(runId));
  await Promise.all(meant.map((runId) => cancelRunningRun(deps, userId, runId)));
  return cancelled.length + meant.length;
}
