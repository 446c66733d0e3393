import type { UserId } from '@/lib/kernel/ids';
import type { UserFileInfo, UserFileRepository } from '@/prisma-free-db/repositories/user-files';

import { tidyFilePath } from './file-path';

type Deps = { readonly userFiles: Pick<UserFileRepository, 'read' | 'write' | 'remove' | 'stat'> };

/**
 * Moves or renames a file. The new file is written before the old one goes, so a broken move leaves
 * two files and never none.
 * @returns the new file's facts; `'missing'`: no such file; `'exists'`: the new name is taken
 */
export async function moveFile(
  { userFiles }: Deps,
  userId: UserId,
  from: string,
  to: string,
  overwrite: boolean,
): Promise<UserFileInfo | 'missing' | 'exists'> {
  const source = tidyFilePath(from);
  const target = tidyFilePath(to);
  const file = await userFiles.read(userId, source);
  if (file === null) return 'missing';
  if (source === target) return file;
  const written = await userFiles.write(userId, target, file.content, overwrite);
  if (written === null) return 'exists';
  await userFiles.remove(userId, source);
  return written;
}
