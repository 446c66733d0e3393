/** Notes that a person is busy in a workspace; the document is written every few seconds at most. */
import type { Workspace } from '@/lib/domain/workspace';
import { errorMessage } from '@/lib/kernel/errors';
import type { Logger } from '@/lib/kernel/log';
import type { WorkspaceRepository } from '@/prisma-free-db/repositories/workspaces';

export interface ActivityNotes {
  /** Never throws and never waits: a request is not worth less because it could not be noted. */
  touch(workspace: Pick<Workspace, 'id' | 'userId' | 'idleTimeoutS'>): void;
}

const WRITE_EVERY_MS = 3_000;
const REMEMBERED_MAX = 1_000;

export function createActivityNotes(
  workspaces: Pick<WorkspaceRepository, 'touch'>,
  log: Logger,
): ActivityNotes {
  const written = new Map<string, number>();
  return {
    touch({ id, userId, idleTimeoutS }) {
      const now = Date.now();
      const everyMs = Math.min(WRITE_EVERY_MS, idleTimeoutS * 100);
      if (now - (written.get(id) ?? 0) < everyMs) return;
      if (written.size >= REMEMBERED_MAX) written.clear();
      written.set(id, now);
      workspaces.touch(userId, id, new Date(now)).catch((error: unknown) => {
        written.delete(id);
        log.warn({ workspaceId: id, error: errorMessage(error) }, 'activity not noted');
      });
    },
  };
}
