import { AppError } from '@/lib/kernel/errors';
import type { UserId } from '@/lib/kernel/ids';
import type { UserFileInfo, UserFileRepository } from '@/prisma-free-db/repositories/user-files';

import { tidyFilePath } from './file-path';

/** A document of the database holds at most 16 MiB, with its other fields. */
export const USER_FILE_MAX_BYTES = 15 * 1024 * 1024;

/**
 * @returns the file's facts, or null when it exists and must not be overwritten
 * @throws AppError `too_large`, or for a path that is not one
 */
export async function writeFile(
  { userFiles }: { readonly userFiles: Pick<UserFileRepository, 'write'> },
  userId: UserId,
  path: string,
  content: Uint8Array,
  overwrite: boolean,
): Promise<UserFileInfo | null> {
  if (content.byteLength > USER_FILE_MAX_BYTES) {
    throw new AppError('too_large', `A saved file holds at most ${USER_FILE_MAX_BYTES} bytes.`);
  }
  return userFiles.write(userId, tidyFilePath(path), content, overwrite);
}
