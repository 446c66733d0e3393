/** Its owner, or an admin, ends a workspace: at once while it waits, by way of its worker else. */
import type { Redis } from 'ioredis';

import type { EndReason, Workspace } from '@/lib/domain/workspace';
import type { UserId } from '@/lib/kernel/ids';
import type { Publisher } from '@/lib/realtime/channel';
import type { WorkspaceRepository } from '@/prisma-free-db/repositories/workspaces';

import { tellOwner, wakeWorkers } from './workspace-news';

export interface EndWorkspaceDeps {
  readonly workspaces: Pick<WorkspaceRepository, 'cancelWaiting' | 'requestEnd'>;
  readonly publisher: Publisher;
  readonly redis: Pick<Redis, 'publish'>;
  readonly prefix: string;
}

/** @returns null when there is nothing to end: it has ended, or the user has no such workspace */
export async function endWorkspace(
  deps: EndWorkspaceDeps,
  userId: UserId,
  workspaceId: string,
  reason: EndReason,
): Promise<Workspace | null> {
  const { workspaces, publisher, redis, prefix } = deps;
  // A worker may claim or release it between two looks: the third sees what the second missed.
  const ended =
    (await workspaces.cancelWaiting(userId, workspaceId, reason)) ??
    (await workspaces.requestEnd(userId, workspaceId, reason)) ??
    (await workspaces.cancelWaiting(userId, workspaceId, reason));
  if (ended === null) return null;
  tellOwner(publisher, ended);
  wakeWorkers(redis, prefix);
  return ended;
}

/**
 * An admin takes somebody's place here away: all that the person holds or waits for ends.
 * @returns how many still end: those that a worker holds
 */
export async function endWorkspacesOf(
  deps: EndWorkspaceDeps & { readonly workspaces: Pick<WorkspaceRepository, 'listLive'> },
  userId: UserId,
): Promise<number> {
  let held = 0;
  for (const { id } of await deps.workspaces.listLive(userId)) {
    const after = await endWorkspace(deps, userId, id, 'by-admin');
    if (after !== null && after.state !== 'ended') held += 1;
  }
  return held;
}
