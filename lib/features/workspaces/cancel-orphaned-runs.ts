/** Runs that came into a workspace's pool while it ended: without this they would wait for ever. */
import { isWorkspacePool, LIVE_STATES, workspaceOfPool } from '@/lib/domain/workspace';
import type { PromptRunRepository } from '@/prisma-free-db/repositories/prompt-runs';
import type { WorkspaceRepository } from '@/prisma-free-db/repositories/workspaces';

import { cancelWorkspaceRuns, type CancelWorkspaceRunsDeps } from './cancel-workspace-runs';

export interface CancelOrphanedRunsDeps extends CancelWorkspaceRunsDeps {
  readonly promptRuns: CancelWorkspaceRunsDeps['promptRuns'] &
    Pick<PromptRunRepository, 'listWaitingPoolsAsSystem'>;
  readonly workspaces: Pick<WorkspaceRepository, 'findAsSystem'>;
}

/** @returns how many runs were cancelled */
export async function cancelOrphanedRuns(deps: CancelOrphanedRunsDeps): Promise<number> {
  const pools = (await deps.promptRuns.listWaitingPoolsAsSystem()).filter(isWorkspacePool);
  let cancelled = 0;
  for (const pool of pools) {
    const workspace = await deps.workspaces.findAsSystem(workspaceOfPool(pool));
    if (workspace === null || (LIVE_STATES as readonly string[]).includes(workspace.state))
      continue;
    cancelled += await cancelWorkspaceRuns(deps, workspace);
  }
  return cancelled;
}
