/** Its owner interrupts what runs: one run, or all of the owner's. Waiting runs are left alone. */
import { runIdFor, type UserId } from '@/lib/kernel/ids';

import { cancelRunningRun, type CancelDeps } from './cancel-run';

/** Nobody has more slots at a time. */
const RUNNING_MAX = 1_000;

/**
 * @param promptId null: all that run
 * @returns how many were asked to stop
 */
export async function cancelRunning(
  deps: CancelDeps,
  userId: UserId,
  promptId: string | null,
): Promise<number> {
  const runIds =
    promptId === null
      ? (await deps.promptRuns.list(userId, { states: ['running'], limit: RUNNING_MAX })).map(
          ({ id }) => id,
        )
      : [runIdFor(userId, promptId)];
  const asked = await Promise.all(runIds.map((runId) => cancelRunningRun(deps, userId, runId)));
  return asked.filter(Boolean).length;
}
