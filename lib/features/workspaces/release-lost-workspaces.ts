/** Workspaces whose worker is gone wait again, with their token and their place in the line. */
import type { Logger } from '@/lib/kernel/log';
import type { Publisher } from '@/lib/realtime/channel';
import type { WorkspaceRepository } from '@/prisma-free-db/repositories/workspaces';

import { tellOwner } from './workspace-news';

export interface ReleaseLostDeps {
  readonly workspaces: Pick<WorkspaceRepository, 'listLostAsSystem' | 'releaseLostAsSystem'>;
  readonly publisher: Publisher;
  readonly log: Logger;
}

/** @returns how many were released */
export async function releaseLostWorkspaces(
  { workspaces, publisher, log }: ReleaseLostDeps,
  lost: Parameters<WorkspaceRepository['listLostAsSystem']>[0],
): Promise<number> {
  let released = 0;
  for (const workspace of await workspaces.listLostAsSystem(lost)) {
    const moved = await workspaces.releaseLostAsSystem(workspace);
    if (moved === null) continue;
    released += 1;
    tellOwner(publisher, moved);
    log.warn({ workspaceId: moved.id, state: moved.state }, 'a workspace lost its worker');
  }
  return released;
}
