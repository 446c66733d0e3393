/** "Keep it": its owner is there, and the countdown begins anew. */
import type { Workspace } from '@/lib/domain/workspace';
import type { UserId } from '@/lib/kernel/ids';
import type { Publisher } from '@/lib/realtime/channel';
import type { WorkspaceRepository } from '@/prisma-free-db/repositories/workspaces';

import { tellOwner } from './workspace-news';

export interface KeepWorkspaceDeps {
  readonly workspaces: Pick<WorkspaceRepository, 'find' | 'touch'>;
  readonly publisher: Publisher;
}

/** @returns null when the user has no such workspace */
export async function keepWorkspace(
  { workspaces, publisher }: KeepWorkspaceDeps,
  userId: UserId,
  workspaceId: string,
): Promise<Workspace | null> {
  await workspaces.touch(userId, workspaceId, new Date());
  const kept = await workspaces.find(userId, workspaceId);
  if (kept !== null) tellOwner(publisher, kept);
  return kept;
}
