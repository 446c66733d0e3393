/** What the workspace page shows: the user's newest workspace, and what could be asked for. */
import type { Caller } from '@/lib/domain/user';
import type { WorkspaceOverview } from '@/lib/domain/workspace-view';
import type { SlotRepository } from '@/prisma-free-db/repositories/slots';
import type { WorkspaceRepository } from '@/prisma-free-db/repositories/workspaces';

import { describeWorkspace, type DescribeDeps } from './describe-workspace';
import { listKinds } from './list-kinds';

export interface WorkspaceOverviewDeps extends DescribeDeps {
  readonly workspaces: Pick<WorkspaceRepository, 'countAheadAsSystem' | 'findLatest'>;
  readonly slots: Pick<SlotRepository, 'listAsSystem'>;
}

export async function readWorkspaceOverview(
  deps: WorkspaceOverviewDeps,
  { userId, pool }: Pick<Caller, 'userId' | 'pool'>,
): Promise<WorkspaceOverview> {
  const now = new Date();
  const [latest, kinds] = await Promise.all([
    deps.workspaces.findLatest(userId),
    listKinds(deps.slots, pool, now),
  ]);
  return { workspace: latest && (await describeWorkspace(deps, latest, now)), kinds };
}
