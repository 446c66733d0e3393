/** Puts the door to workspaces together from the web process's services. */
import path from 'node:path';

import { createWorkspaceAdmission } from '@/lib/features/workspaces/admit-workspace';
import { createActivityNotes } from '@/lib/features/workspaces/touch-activity';
import type { WebServices } from '@/lib/http/services';
import { describeDeps } from '@/lib/http/workspace-deps';

import type { EditorFiles } from '../editor/editor-files';
import { createWorkspaceOwnRoutes } from './own-routes';
import { createWorkspaceDoor, type WorkspaceDoor, type WorkspaceDoorDeps } from './workspace-door';

export interface DoorParts extends Pick<WorkspaceDoorDeps, 'comfySockets' | 'gateway'> {
  readonly editorFiles: Pick<EditorFiles, 'frame'>;
  /** See `builtDirectory`. */
  readonly built: string;
}

export async function createDoor(
  web: WebServices,
  { gateway, comfySockets, editorFiles, built }: DoorParts,
): Promise<WorkspaceDoor> {
  const { db, log, publisher, authenticator, env } = web;
  const { workspaces } = db;
  return createWorkspaceDoor({
    ...{ authenticator, gateway, comfySockets, log, trustProxy: env.TRUST_PROXY },
    admission: createWorkspaceAdmission(workspaces),
    activity: createActivityNotes(workspaces, log),
    ownRoutes: await createWorkspaceOwnRoutes({
      describe: describeDeps(web),
      keep: { workspaces, publisher },
      page: editorFiles.frame,
      scriptFile: path.join(built, 'workspace-page.js'),
    }),
  });
}
