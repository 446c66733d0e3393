/** What waits or runs in a workspace that ends is cancelled: nobody else would run it. */
import { workspacePool, type Workspace } from '@/lib/domain/workspace';
import { cancelRun, type CancelDeps } from '@/lib/features/prompts/cancel-run';
import type { PromptRunRepository } from '@/prisma-free-db/repositories/prompt-runs';

export interface CancelWorkspaceRunsDeps extends Omit<CancelDeps, 'promptRuns'> {
  readonly promptRuns: CancelDeps['promptRuns'] & Pick<PromptRunRepository, 'listActiveInPool'>;
}

/** @returns how many */
export async function cancelWorkspaceRuns(
  deps: CancelWorkspaceRunsDeps,
  { id, userId }: Pick<Workspace, 'id' | 'userId'>,
): Promise<number> {
  const runs = await deps.promptRuns.listActiveInPool(userId, workspacePool(id));
  for (const { promptId } of runs) await cancelRun(deps, userId, promptId);
  return runs.length;
}
