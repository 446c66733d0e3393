/**
 * What a workspace's process has to read beside its user's directories, and which folders are covered
 * so that it sees nothing else of them. A program may lie in a folder that is closed to other users,
 * such as Python in root's home: that folder is covered too, and the program's part of it shown.
 */
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';

import type { StoreEnv } from '@/lib/kernel/env';

import type { ProgramPlaces } from '../runner/runner-command';

export interface Programs {
  /** What is started. */
  readonly file: string;
  /** Covered. None of them lies in another. */
  readonly hidden: readonly string[];
  /** Folders of programs below those. */
  readonly visible: readonly string[];
}

type ProgramConfig = Pick<
  StoreEnv,
  | 'ATELIER_DATA_DIR'
  | 'BUILTIN_RUNNER_ENTRY'
  | 'COMFYUI_DIR'
  | 'COMFYUI_MODELS_DIR'
  | 'COMFYUI_PYTHON'
>;

const OTHERS_MAY_ENTER = 0o001;

/** @param node the Node program that the built-in runner and its helpers run with */
export async function findPrograms(
  config: ProgramConfig,
  places: ProgramPlaces,
  node = process.execPath,
): Promise<Programs> {
  const folders = await programFolders(config, places, node);
  const closed = await Promise.all(folders.map(closedFolderAbove));
  const covered = [path.resolve(config.ATELIER_DATA_DIR), ...closed.filter((one) => one !== null)];
  const hidden = [...new Set(covered)].filter(
    (folder, _, all) => !all.some((other) => other !== folder && isWithin(other, folder)),
  );
  return {
    file: config.COMFYUI_DIR === undefined ? node : (config.COMFYUI_PYTHON ?? 'python3'),
    hidden,
    visible: folders.filter((folder) => hidden.some((above) => isWithin(above, folder))),
  };
}

/** Whether a place is a folder itself or lies below it. */
export const isWithin = (folder: string, place: string): boolean =>
  place === folder || place.startsWith(folder.endsWith('/') ? folder : folder + path.sep);

/** Wherever they lie. */
async function programFolders(
  config: ProgramConfig,
  places: ProgramPlaces,
  node: string,
): Promise<string[]> {
  const { COMFYUI_DIR: comfyui, COMFYUI_MODELS_DIR: models, COMFYUI_PYTHON: python } = config;
  const entry = config.BUILTIN_RUNNER_ENTRY ?? places.builtinRunner;
  return [
    prefixOf(node),
    path.dirname(path.resolve(entry)),
    places.comfyExtension,
    ...[comfyui, models].flatMap((folder) => (folder === undefined ? [] : [path.resolve(folder)])),
    ...(python?.includes('/') === true ? await pythonFolders(path.resolve(python)) : []),
  ];
}

/** A virtual environment's Python is a link to the one that it was made with. */
async function pythonFolders(python: string): Promise<string[]> {
  const real = await realpath(python).catch(() => python);
  return [...new Set([prefixOf(python), prefixOf(real)])];
}

/** `/usr` of `/usr/bin/python3`. */
const prefixOf = (program: string): string => path.dirname(path.dirname(program));

/** The uppermost folder on the way to a place that others may not enter; null when there is none. */
async function closedFolderAbove(place: string): Promise<string | null> {
  const parts = path.dirname(place).split(path.sep).filter(Boolean);
  let folder: string = path.sep;
  for (const part of parts) {
    folder = path.join(folder, part);
    const facts = await stat(folder).catch(() => null);
    if (facts !== null && (facts.mode & OTHERS_MAY_ENTER) === 0) return folder;
  }
  return null;
}
