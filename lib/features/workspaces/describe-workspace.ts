/** A workspace as its owner sees it. */
import { countdownS, idleSecondsLeft, OPEN_STATES, type Workspace } from '@/lib/domain/workspace';
import type { WorkspaceView } from '@/lib/domain/workspace-view';
import type { WorkspaceRepository } from '@/prisma-free-db/repositories/workspaces';

import { workspaceToken } from './workspace-token';

export interface DescribeDeps {
  readonly workspaces: Pick<WorkspaceRepository, 'countAheadAsSystem'>;
  readonly secret: string;
  /** Address of an outside port as browsers reach it, such as `http://{host}:9001`; null: none. */
  readonly outsideUrl: (port: number) => string | null;
}

/** Where a workspace lies below the origin. */
export const workspacePath = (token: string): string => `/w/${token}/`;

export async function describeWorkspace(
  { workspaces, secret, outsideUrl }: DescribeDeps,
  workspace: Workspace,
  now = new Date(),
): Promise<WorkspaceView> {
  const { id, state, reason, device, outsidePort, restarts } = workspace;
  const isOpen = (OPEN_STATES as readonly string[]).includes(state) && workspace.runner !== null;
  const token = isOpen ? workspaceToken(secret, id, workspace.nonce) : null;
  const outside = outsidePort === null ? null : outsideUrl(outsidePort);
  return {
    ...{ id, state, reason, device, restarts },
    position: state === 'waiting' ? (await workspaces.countAheadAsSystem(workspace)) + 1 : null,
    path: token === null ? null : workspacePath(token),
    outsideUrl: token === null || outside === null ? null : `${outside}/${token}/`,
    idle:
      state === 'ready'
        ? {
            timeoutS: workspace.idleTimeoutS,
            secondsLeft: idleSecondsLeft(workspace, now),
            countdownS: countdownS(workspace),
          }
        : null,
    createdAt: workspace.createdAt.toISOString(),
    readyAt: workspace.readyAt?.toISOString() ?? null,
    endedAt: workspace.endedAt?.toISOString() ?? null,
  };
}
