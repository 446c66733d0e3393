/** An admin's word that a workspace does not end for idleness for a while, or that it may again. */
import type { Workspace } from '@/lib/domain/workspace';
import { tellOwner } from '@/lib/features/workspaces/workspace-news';
import type { Publisher } from '@/lib/realtime/channel';
import type { WorkspaceRepository } from '@/prisma-free-db/repositories/workspaces';

/** A day: who wants a device for longer asks again. */
export const EXTENSION_MAX_MINUTES = 24 * 60;
const MINUTE_MS = 60_000;

/** @param minutes from now on; 0 takes an earlier word back. @returns until when; null: not at all */
export function extensionUntil(minutes: number, now = new Date()): Date | null {
  return minutes === 0 ? null : new Date(now.getTime() + minutes * MINUTE_MS);
}

/** @returns null when it is over */
export async function extendWorkspace(
  deps: {
    readonly workspaces: Pick<WorkspaceRepository, 'extendAsSystem'>;
    readonly publisher: Publisher;
  },
  workspaceId: string,
  until: Date | null,
): Promise<Workspace | null> {
  const extended = await deps.workspaces.extendAsSystem(workspaceId, until);
  if (extended !== null) tellOwner(deps.publisher, extended);
  return extended;
}
