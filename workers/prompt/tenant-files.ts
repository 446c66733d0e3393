/** A tenant's files on this host: found and written only inside the tenant's own directories. */
import { realpathSync, statSync } from 'node:fs';
import { mkdir, realpath } from 'node:fs/promises';
import path from 'node:path';

import type { UserId } from '@/lib/kernel/ids';

export const FILE_TYPES = ['input', 'output', 'temp'] as const;
export type FileType = (typeof FILE_TYPES)[number];

/** `<root>/<user>/<type>`; the worker names users by their id, so this is what runners use too. */
export function tenantDirectory(root: string, userId: UserId, type: FileType): string {
  return path.join(root, userId, type);
}

function isInside(directory: string, target: string): boolean {
  return target.startsWith(directory + path.sep);
}

/**
 * Looks without waiting: a few microseconds on a local disk, where a turn through the thread pool costs
 * more than the look itself, several times for each file of each prompt.
 * @returns the real path of an existing file, or null: no such file, or it leads outside
 */
export function findTenantFile(
  root: string,
  userId: UserId,
  type: FileType,
  relative: string,
): string | null {
  try {
    const directory = realpathSync.native(tenantDirectory(root, userId, type));
    const file = realpathSync.native(path.join(directory, relative));
    return isInside(directory, file) && statSync(file).isFile() ? file : null;
  } catch {
    return null;
  }
}

/**
 * Where a file of that name may be written; its folders are made.
 * @returns null when the name leads outside, also by way of a symbolic link
 */
export async function placeTenantFile(
  root: string,
  userId: UserId,
  type: FileType,
  relative: string,
): Promise<string | null> {
  const wanted = tenantDirectory(root, userId, type);
  await mkdir(wanted, { recursive: true });
  const directory = await realpath(wanted);
  const file = path.resolve(directory, relative);
  if (!isInside(directory, file)) return null;
  await mkdir(path.dirname(file), { recursive: true });
  const folder = await realpath(path.dirname(file));
  const isOwn = folder === directory || isInside(directory, folder);
  return isOwn ? path.join(folder, path.basename(file)) : null;
}
