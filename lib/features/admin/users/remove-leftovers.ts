/**
 * What a person leaves behind that no list of things names, or names only by way of a document that goes
 * with the rest: copies for public links, uploads that never ended, files of runners on this host.
 */
import { rm } from 'node:fs/promises';
import path from 'node:path';

import { tenantsRootsOf } from '@/lib/features/generations/remove-stale-temp-files';
import type { UserId } from '@/lib/kernel/ids';
import { ungivenPrefixes, userPrefix } from '@/lib/storage/keys';
import type { ObjectStore } from '@/lib/storage/object-store';
import type { Database } from '@/prisma-free-db/client';

const UPLOADS_A_STEP = 100;

/**
 * Before the documents go: they name the uploads in the store.
 * @param kept `given`: another person has the pictures and uploads now, under the keys that they had
 */
export async function removeObjects(
  deps: {
    readonly db: Pick<Database, 'incomingUploads'>;
    readonly store: Pick<ObjectStore, 'direct' | 'list' | 'remove'>;
  },
  userId: UserId,
  kept: 'given' | 'nothing',
): Promise<void> {
  await abortUploads(deps, userId);
  for (const prefix of kept === 'given' ? ungivenPrefixes(userId) : [userPrefix(userId)]) {
    for await (const keys of deps.store.list(prefix)) await deps.store.remove(keys);
  }
}

async function abortUploads(
  { db, store }: Parameters<typeof removeObjects>[0],
  userId: UserId,
): Promise<void> {
  for (;;) {
    const some = await db.incomingUploads.list(userId, UPLOADS_A_STEP);
    if (some.length === 0) return;
    for (const { id, key, storeId } of some) {
      await store.direct.abort(key, storeId);
      await db.incomingUploads.remove(userId, id);
    }
  }
}

/** Further slots of a host have directories of their own. */
export async function removeTenant(tenantsRoot: string, userId: UserId): Promise<void> {
  for (const root of await tenantsRootsOf(tenantsRoot)) {
    await rm(path.join(root, userId), { recursive: true, force: true });
  }
}
