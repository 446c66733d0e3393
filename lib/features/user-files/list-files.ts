import type { UserId } from '@/lib/kernel/ids';
import type { UserFileInfo, UserFileRepository } from '@/prisma-free-db/repositories/user-files';

import { tidyPath } from './file-path';

type Deps = { readonly userFiles: Pick<UserFileRepository, 'listBelow' | 'stat'> };

/** Folders that every user has from the start, even when they are empty. */
const FOLDERS_OF_ALL = new Set(['workflows', 'subgraphs']);

export interface ListedFile extends UserFileInfo {
  /** From the listed folder. */
  readonly relativePath: string;
}

/**
 * Files in a folder of the user's, without dot-files, as the editor lists saved workflows.
 * @param recurse whether files in sub-folders count
 * @returns null when there is no such folder
 * @throws AppError for a path outside the user's root
 */
export async function listFiles(
  { userFiles }: Deps,
  userId: UserId,
  folder: string,
  recurse: boolean,
): Promise<ListedFile[] | null> {
  const root = tidyPath(folder);
  const files = await userFiles.listBelow(userId, root);
  if (files.length === 0 && root !== '' && !FOLDERS_OF_ALL.has(root)) return null;
  return files
    .map((file) => ({ ...file, relativePath: file.path.slice(root === '' ? 0 : root.length + 1) }))
    .filter(({ relativePath }) => recurse || !relativePath.includes('/'))
    .filter(({ relativePath }) => !relativePath.split('/').some((part) => part.startsWith('.')));
}

export interface TreeEntry {
  readonly name: string;
  /** From the user's root. */
  readonly path: string;
  readonly type: 'file' | 'directory';
  readonly size?: number;
  readonly modifiedAt?: Date;
}

/**
 * Everything below a folder, folders first, by name.
 * @returns null when there is no such folder; `'not-a-folder'` when the path names a file
 */
export async function listTree(
  { userFiles }: Deps,
  userId: UserId,
  folder: string,
): Promise<TreeEntry[] | 'not-a-folder' | null> {
  const root = tidyPath(folder);
  const files = await userFiles.listBelow(userId, root);
  if (files.length === 0 && root !== '' && !FOLDERS_OF_ALL.has(root)) {
    return (await userFiles.stat(userId, root)) === null ? null : 'not-a-folder';
  }
  const skip = root === '' ? 0 : root.split('/').length;
  const folders = new Set(files.flatMap((file) => parentsOf(file.path, skip)));
  const entries: TreeEntry[] = [
    ...[...folders].map((path) => ({ name: lastOf(path), path, type: 'directory' as const })),
    ...files.map(({ path, size, modifiedAt }) => ({
      ...{ name: lastOf(path), path, type: 'file' as const, size, modifiedAt },
    })),
  ];
  return entries.sort((a, b) =>
    a.type === b.type
      ? compare(a.name.toLowerCase(), b.name.toLowerCase())
      : compare(a.type, b.type),
  );
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const lastOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** `a/b/c.json`, skipping 0 → `a`, `a/b`. */
function parentsOf(path: string, skip: number): string[] {
  const parts = path.split('/').slice(0, -1);
  return parts.slice(skip).map((_, index) => parts.slice(0, skip + index + 1).join('/'));
}
