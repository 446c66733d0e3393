/** Temporary material goes with the temporary results, unless a run that is not over reads it. */
import { TMP_UPLOAD_KEYS } from '@/lib/storage/keys';
import type { ObjectStore } from '@/lib/storage/object-store';
import type { StorageRepository } from '@/prisma-free-db/repositories/storage';
import type { UploadRepository } from '@/prisma-free-db/repositories/uploads';

import { TMP_FOLDER } from './tmp-folder';

const BATCH = 500;

/** @returns how many names were taken away */
export async function removeExpiredUploads(
  deps: {
    readonly uploads: Pick<UploadRepository, 'listInFolderAsSystem' | 'removeUnchangedAsSystem'>;
    readonly storage: Pick<StorageRepository, 'namedKeysAsSystem' | 'keysOfActiveRunsAsSystem'>;
    readonly store: Pick<ObjectStore, 'remove'>;
  },
  before: Date,
): Promise<number> {
  // Files that a person put into a folder of that name to stay have keys of their own.
  const temporary = await deps.uploads.listInFolderAsSystem(
    TMP_FOLDER,
    TMP_UPLOAD_KEYS,
    before,
    BATCH,
  );
  if (temporary.length === 0) return 0;
  const read = await deps.storage.keysOfActiveRunsAsSystem(temporary.map(({ s3Key }) => s3Key));
  const expired = temporary.filter(({ s3Key }) => !read.has(s3Key));
  // Names first, objects after: what breaks off in between is found as an object without a document.
  const removed = await deps.uploads.removeUnchangedAsSystem(expired);
  const keys = [...new Set(expired.map(({ s3Key }) => s3Key))];
  const named = await deps.storage.namedKeysAsSystem(keys);
  await deps.store.remove(keys.filter((key) => !named.has(key)));
  return removed;
}
