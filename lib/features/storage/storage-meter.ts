/**
 * How much of the stores a user fills, and the refusal when it is too much. The sum is made
 * from the documents and remembered for some seconds; nobody is refused by a remembered one.
 */
import type { Caller } from '@/lib/domain/user';
import { AppError } from '@/lib/kernel/errors';
import type { UserId } from '@/lib/kernel/ids';
import { RecentMap } from '@/lib/kernel/recent-map';
import type { StorageRepository, StoredBytes } from '@/prisma-free-db/repositories/storage';

import { bytesText } from './bytes-text';

export interface StorageUse extends StoredBytes {
  readonly used: number;
  /** Null: no limit. */
  readonly limit: number | null;
}

export interface StorageMeter {
  read(caller: Pick<Caller, 'userId' | 'limits'>): Promise<StorageUse>;
  /**
   * @param bytes that are to come; 0 where that is not known yet
   * @throws AppError `quota_exceeded` with the numbers when there is no room
   */
  requireRoom(caller: Pick<Caller, 'userId' | 'limits'>, bytes: number): Promise<void>;
}

const REMEMBERED_MS = 10_000;
const USERS_MAX = 5_000;

export function createStorageMeter(storage: Pick<StorageRepository, 'sum'>): StorageMeter {
  const remembered = new RecentMap<UserId, { used: number; atMs: number }>(USERS_MAX);

  async function sum(userId: UserId): Promise<StoredBytes & { used: number }> {
    const bytes = await storage.sum(userId);
    const used = bytes.results + bytes.uploads + bytes.files;
    remembered.set(userId, { used, atMs: performance.now() });
    return { ...bytes, used };
  }

  const hasRoom = (used: number, bytes: number, limit: number): boolean =>
    bytes > 0 ? used + bytes <= limit : used < limit;

  return {
    async read({ userId, limits }) {
      return { ...(await sum(userId)), limit: limits.storageBytesMax };
    },

    async requireRoom({ userId, limits }, bytes) {
      const limit = limits.storageBytesMax;
      if (limit === null) return;
      const known = remembered.get(userId);
      const isFresh = known !== undefined && performance.now() - known.atMs < REMEMBERED_MS;
      if (isFresh && hasRoom(known.used, bytes, limit)) {
        // What is about to come counts at once: many uploads may come within these seconds.
        remembered.set(userId, { ...known, used: known.used + bytes });
        return;
      }
      const { used, trash } = await sum(userId);
      if (hasRoom(used, bytes, limit)) {
        remembered.set(userId, { used: used + bytes, atMs: performance.now() });
        return;
      }
      const wanted = bytes === 0 ? '' : `, and this needs ${bytesText(bytes)}`;
      const inTrash = trash === 0 ? '' : ` ${bytesText(trash)} of it are in the trash.`;
      throw new AppError(
        'quota_exceeded',
        `Your storage is full: ${bytesText(used)} of ${bytesText(limit)} are used${wanted}.${inTrash} ` +
          'Delete results for good, or ask an admin for more room.',
        { reason: 'storage_full', detail: { userId }, facts: { used, limit, bytes } },
      );
    },
  };
}
