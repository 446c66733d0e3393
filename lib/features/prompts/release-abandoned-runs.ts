/** Runs whose worker is gone go back to the queue, or end when they used up their attempts. */
import { settleReleasedRun, type SettleDeps } from './settle-released-run';

const BATCH = 200;

/** Runs whose lease ended before `at`. @returns how many there were */
export async function releaseExpiredRuns(deps: SettleDeps, at: Date): Promise<number> {
  const runs = await deps.promptRuns.releaseExpiredAsSystem(at, BATCH);
  for (const run of runs)
    await settleReleasedRun(deps, run, 'its worker was not heard of any more');
  return runs.length;
}

/** Runs that an earlier start of this worker held. @returns how many there were */
export async function releasePredecessorRuns(
  deps: SettleDeps,
  workerId: string,
  bootId: string,
): Promise<number> {
  const runs = await deps.promptRuns.releasePredecessorsAsSystem(workerId, bootId);
  for (const run of runs) await settleReleasedRun(deps, run, 'its worker was started anew');
  return runs.length;
}
