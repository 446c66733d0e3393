/** Workspaces on a worker rig: asked for as the web process does, and watched in the documents. */
import { readVariables } from '@/cli/launcher/environment.mjs';
import type { DeviceKind } from '@/lib/domain/device';
import { limitsOf } from '@/lib/domain/limits';
import { workspacePool, type Workspace, type WorkspaceState } from '@/lib/domain/workspace';
import { endWorkspace } from '@/lib/features/workspaces/end-workspace';
import { requestWorkspace } from '@/lib/features/workspaces/request-workspace';
import type { UserId } from '@/lib/kernel/ids';

import type { WorkerRig } from './worker-rig';

const SECRET = 'a secret of tests';

export const LONG_MS = readVariables()['COMFYUI_DIR'] === undefined ? 60_000 : 180_000;

export function workspacesOn(rig: WorkerRig) {
  const { db, publisher, redis, name: prefix } = rig;
  const { workspaces, slots } = db;
  const deps = { workspaces, slots, publisher, redis, prefix, secret: SECRET, perUserMax: 1 };
  return {
    secret: SECRET,
    ask: (userId: UserId, kind: DeviceKind | null = null) =>
      requestWorkspace(
        deps,
        { userId, pool: 'default', role: 'user', limits: limitsOf('user', {}) },
        kind,
      ),
    end: (workspace: Workspace) => endWorkspace(deps, workspace.userId, workspace.id, 'by-owner'),
    now: async ({ id }: Pick<Workspace, 'id'>): Promise<Workspace> => {
      const found = await workspaces.findAsSystem(id);
      if (found === null) throw new Error(`there is no workspace ${id}`);
      return found;
    },
    until({ id }: Pick<Workspace, 'id'>, ...states: readonly WorkspaceState[]): Promise<Workspace> {
      return rig.until(
        `the workspace to be ${states.join(' or ')}`,
        async () => {
          const found = await workspaces.findAsSystem(id);
          const isOver = found?.state === 'ended' || found?.state === 'failed';
          if (isOver && !states.includes(found.state)) {
            throw new Error(`it is ${found.state}: ${found.reason} ${found.detail}`);
          }
          return found !== null && states.includes(found.state) && found;
        },
        LONG_MS,
      );
    },
    /** The pool's slots, ready and lent to nobody. */
    slotsReady: (count: number) =>
      rig.until(
        `${count} ready slots`,
        async () =>
          (await slots.listAsSystem('default')).filter(
            ({ state, workspaceId }) => state === 'ready' && workspaceId === null,
          ).length === count,
        LONG_MS,
      ),
    poolOf: ({ id }: Pick<Workspace, 'id'>) => workspacePool(id),
  };
}
