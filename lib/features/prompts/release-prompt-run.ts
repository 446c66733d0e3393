/** A worker gives back a run that it holds, because its runner or host is at fault. */
import type { PromptRun, RunLease } from '@/lib/domain/prompt-run';

import { settleReleasedRun, type SettleDeps, type Settled } from './settle-released-run';

/**
 * @param deviceSeconds that this attempt took
 * @param attempt whether this attempt counts: not when the run only waited near the fault
 * @returns `lost`: somebody else has the run already; otherwise what became of it
 */
export async function releasePromptRun(
  deps: SettleDeps,
  run: PromptRun,
  lease: RunLease,
  reason: string,
  attempt: 'counts' | 'forgiven' = 'counts',
  deviceSeconds = 0,
): Promise<Settled | 'lost'> {
  const { promptRuns } = deps;
  if (!(await promptRuns.releaseAsSystem(run.id, lease, attempt, deviceSeconds))) return 'lost';
  const released = await promptRuns.findAsSystem(run.id);
  return released === null ? 'moved' : settleReleasedRun(deps, released, reason);
}
