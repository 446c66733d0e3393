/** The program of a workspace: ComfyUI, or the built-in runner, with its user's directories, confined. */
import path from 'node:path';

import type { RunnerCommand } from '../runner/runner';
import { runnerCommand, runnerFolder } from '../runner/runner-command';
import { findPrograms } from './find-programs';
import { confine } from './isolation';
import type { LendableSlot } from './lendable-slot';
import { giveTo, type WorkspaceFolders } from './own-folders';
import type { WorkspaceHost } from './workspace-host';

/** Folder of what belongs to the process. */
export function workspaceFolder({ config }: WorkspaceHost, index: number): string {
  return runnerFolder(config, `workspace-${index}`);
}

/** Every slot has a user of its own, so that workspaces side by side are nothing to each other. */
export const uidOf = ({ config }: WorkspaceHost, index: number): number =>
  config.WORKSPACE_UID_BASE + index;

export async function workspaceProgram(
  host: WorkspaceHost,
  { index, slot, device }: LendableSlot,
  folders: WorkspaceFolders,
  port: number,
): Promise<RunnerCommand> {
  const { config, places, isolation } = host;
  const name = path.basename(folders.own);
  const { tenantsRoot } = slot;
  const place = { index, port, tenantsRoot, device, name, listen: listenOn(host) };
  const plain = await runnerCommand(config, places, place);
  const command: RunnerCommand = {
    ...plain,
    args: plain.kind === 'comfyui' ? [...plain.args, ...ownDirectories(folders)] : plain.args,
    env: {
      ...plain.env,
      // Its packs' routes are its user's alone; see the extension's routes.py.
      ATELIER_WORKSPACE: '1',
      HOME: folders.user,
      TMPDIR: path.join(folders.own, 'tmp'),
      CADDY_ADMIN: undefined,
    },
  };
  if (isolation === 'none') return command;
  const uid = uidOf(host, index);
  await giveTo(uid, folders.home);
  await giveTo(uid, folders.own);
  await giveTo(uid, folders.selftest);
  const programs = await findPrograms(config, places);
  const comfyui = [config.COMFYUI_DIR, config.COMFYUI_MODELS_DIR].flatMap((folder) =>
    folder === undefined ? [] : [path.resolve(folder)],
  );
  return confine(command, {
    ...{ isolation, uid, hidden: programs.hidden },
    visible: [folders.home, folders.own, folders.system, folders.selftest, ...programs.visible],
    readOnly: [...new Set([folders.system, ...programs.visible, ...comfyui])],
  });
}

/** Reached from elsewhere only where web processes run elsewhere. */
function listenOn({ config }: WorkspaceHost): string {
  return config.WORKSPACE_HOST === '127.0.0.1' ? '127.0.0.1' : '0.0.0.0';
}

/** The later of two arguments counts. */
function ownDirectories({ user }: WorkspaceFolders): string[] {
  const database = `sqlite:///${path.join(user, 'comfyui.db')}`;
  return ['--user-directory', user, '--database-url', database];
}
