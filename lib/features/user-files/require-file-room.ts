import type { Caller } from '@/lib/domain/user';
import type { StorageMeter } from '@/lib/features/storage/storage-meter';
import { AppError } from '@/lib/kernel/errors';
import type { UserFileRepository } from '@/prisma-free-db/repositories/user-files';

import { tidyFilePath } from './file-path';

/** The editor lists all of them at once. */
export const USER_FILES_MAX = 5_000;

export interface FileRoomDeps {
  readonly userFiles: Pick<UserFileRepository, 'count' | 'stat'>;
  readonly storage: Pick<StorageMeter, 'requireRoom'>;
}

/**
 * Saved files take their place in the user's storage. One that does not grow can be written however
 * full that is: so nobody loses work that was saved before.
 * @throws AppError `quota_exceeded`, or for a path that is not one
 */
export async function requireFileRoom(
  { userFiles, storage }: FileRoomDeps,
  caller: Pick<Caller, 'userId' | 'limits'>,
  path: string,
  bytes: number,
): Promise<void> {
  const known = await userFiles.stat(caller.userId, tidyFilePath(path));
  if (known === null && (await userFiles.count(caller.userId)) >= USER_FILES_MAX) {
    throw new AppError(
      'quota_exceeded',
      `You have ${USER_FILES_MAX} saved files, which is the most. Delete some first.`,
    );
  }
  const growth = bytes - (known?.size ?? 0);
  if (growth > 0) await storage.requireRoom(caller, growth);
}
