import type { UserId } from '@/lib/kernel/ids';
import type { UserFile, UserFileRepository } from '@/prisma-free-db/repositories/user-files';

import { tidyFilePath } from './file-path';

/** @returns null when there is no such file @throws AppError for a path that is not one */
export async function readFile(
  { userFiles }: { readonly userFiles: Pick<UserFileRepository, 'read'> },
  userId: UserId,
  path: string,
): Promise<UserFile | null> {
  return userFiles.read(userId, tidyFilePath(path));
}
