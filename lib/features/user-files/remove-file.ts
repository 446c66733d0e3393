import type { UserId } from '@/lib/kernel/ids';
import type { UserFileRepository } from '@/prisma-free-db/repositories/user-files';

import { tidyFilePath } from './file-path';

/** @returns whether there was such a file @throws AppError for a path that is not one */
export async function removeFile(
  { userFiles }: { readonly userFiles: Pick<UserFileRepository, 'remove'> },
  userId: UserId,
  path: string,
): Promise<boolean> {
  return userFiles.remove(userId, tidyFilePath(path));
}
