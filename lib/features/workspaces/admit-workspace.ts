/**
 * Whose token opens which workspace: only the owner's session with the token of this start. Asked
 * for each request, so answers are remembered for a moment; the editor's start asks for hundreds of files.
 */
import { OPEN_STATES, type Workspace } from '@/lib/domain/workspace';
import type { UserId } from '@/lib/kernel/ids';
import type { WorkspaceRepository } from '@/prisma-free-db/repositories/workspaces';

import { hashToken, isTokenShaped } from './workspace-token';

export interface WorkspaceAdmission {
  /** @returns null: no such token, not this user's, or not open (any more); nobody is told which */
  admit(token: string, userId: UserId): Promise<Workspace | null>;
}

/** For so long an ended workspace may still answer. */
const FRESH_MS = 500;
const REMEMBERED_MAX = 1_000;

export function createWorkspaceAdmission(
  workspaces: Pick<WorkspaceRepository, 'findByTokenAsSystem'>,
): WorkspaceAdmission {
  const known = new Map<string, { at: number; workspace: Promise<Workspace | null> }>();

  function find(token: string): Promise<Workspace | null> {
    const hash = hashToken(token);
    const last = known.get(hash);
    if (last !== undefined && Date.now() - last.at < FRESH_MS) return last.workspace;
    if (known.size >= REMEMBERED_MAX) known.clear();
    const workspace = workspaces.findByTokenAsSystem(hash);
    known.set(hash, { at: Date.now(), workspace });
    workspace.catch(() => known.delete(hash));
    return workspace;
  }

  return {
    async admit(token, userId) {
      if (!isTokenShaped(token)) return null;
      const workspace = await find(token);
      if (workspace?.userId !== userId || workspace.runner === null) return null;
      return (OPEN_STATES as readonly string[]).includes(workspace.state) ? workspace : null;
    },
  };
}
