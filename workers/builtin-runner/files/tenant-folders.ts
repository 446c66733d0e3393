/**
 * A tenant's three directories, and the only ways into them. Names come from graphs, so every
 * path is resolved through symbolic links and has to stay inside the tenant's own directory.
 */
import { realpathSync, statSync } from 'node:fs';
import { mkdir, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';

import { parseFileReference } from '@/lib/comfy/file-reference';

export const FOLDER_TYPES = ['output', 'temp', 'input'] as const;
export type FolderType = (typeof FOLDER_TYPES)[number];
export type TenantFolders = Readonly<Record<FolderType, string>>;

const TENANT_NAME = /^[a-z0-9][a-z0-9_-]{0,62}$/;

/** Whether a text may name a tenant; it becomes a directory's name. */
export function isTenantName(name: string): boolean {
  return TENANT_NAME.test(name);
}

export function isFolderType(value: string): value is FolderType {
  return (FOLDER_TYPES as readonly string[]).includes(value);
}

/**
 * The tenant's directories, made where they are missing.
 * @param root has to be a real path, so that comparisons with other real paths hold
 */
export async function openTenantFolders(root: string, tenant: string): Promise<TenantFolders> {
  const folders = {
    output: path.join(root, tenant, 'output'),
    temp: path.join(root, tenant, 'temp'),
    input: path.join(root, tenant, 'input'),
  };
  for (const type of FOLDER_TYPES) await mkdir(folders[type], { recursive: true });
  return {
    output: await realpath(folders.output),
    temp: await realpath(folders.temp),
    input: await realpath(folders.input),
  };
}

/** Whether `target` is `folder` or lies in it; both absolute and normalised. */
export function isInside(folder: string, target: string): boolean {
  return target === folder || target.startsWith(folder + path.sep);
}

/**
 * The real path of an existing file below `folder`.
 * @returns null when there is none, or it lies outside, also by way of a symbolic link
 */
export async function findFile(folder: string, name: string): Promise<string | null> {
  if (name === '' || name.includes('\0')) return null;
  const lexical = path.resolve(folder, name);
  if (path.isAbsolute(name) || !isInside(folder, lexical)) return null;
  try {
    const real = await realpath(lexical);
    if (!isInside(folder, real) || !(await stat(real)).isFile()) return null;
    return real;
  } catch {
    return null;
  }
}

/** Whether findFile would find it; for checks that cannot wait. */
export function hasFile(folder: string, name: string): boolean {
  const lexical = path.resolve(folder, name);
  if (path.isAbsolute(name) || name.includes('\0') || !isInside(folder, lexical)) return false;
  try {
    const real = realpathSync(lexical);
    return isInside(folder, real) && statSync(real).isFile();
  } catch {
    return false;
  }
}

/** The real path of a file as graphs name it, or null. */
export function findAnnotatedFile(
  folders: TenantFolders,
  annotated: string,
): Promise<string | null> {
  const file = parseFileReference(annotated);
  return file === null ? Promise.resolve(null) : findFile(folders[file.type], file.path);
}

/** Names of the plain files directly in a folder, sorted by code points. */
export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => entry.name)
    .sort();
}
