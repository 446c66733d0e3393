/** A user makes some results public by a link. */
import type { Generation } from '@/lib/domain/generation';
import type { Share, SharedItem, ShareMode } from '@/lib/domain/share';
import type { Caller } from '@/lib/domain/user';
import { readObject } from '@/lib/features/uploads/read-object';
import { AppError } from '@/lib/kernel/errors';
import type { GenerationId } from '@/lib/kernel/ids';
import { sharedCopyKey } from '@/lib/storage/keys';
import type { ObjectStore } from '@/lib/storage/object-store';
import type { GalleryRepository } from '@/prisma-free-db/repositories/gallery';
import type { ShareRepository } from '@/prisma-free-db/repositories/shares';

import { noSuchGeneration } from '../gallery/find-generation';
import { cleanFile } from './clean-file';
import { newShareToken, shareIdOf } from './share-token';

export interface CreateShareDeps {
  readonly shares: Pick<ShareRepository, 'create' | 'count'>;
  readonly gallery: Pick<GalleryRepository, 'findMany'>;
  readonly store: Pick<ObjectStore, 'get' | 'put' | 'remove'>;
}

export interface NewShare {
  readonly ids: readonly GenerationId[];
  readonly mode: ShareMode;
  readonly days: number;
}

/** Cleaned files are held in memory, one at a time. */
const CLEANED_MAX_BYTES = 128 * 1024 * 1024;
const SHARES_MAX = 1_000;
const DAY_MS = 24 * 3_600_000;

/**
 * Clean copies are made and stored at once, so that visitors get them as fast as any file.
 * @returns the share, and the token of its link, which is told this once
 * @throws AppError `not_found` when one of them is not in the caller's gallery, `invalid_input` when
 *   one cannot be cleaned, `conflict` when there are too many links
 */
export async function createShare(
  deps: CreateShareDeps,
  { userId }: Caller,
  { ids, mode, days }: NewShare,
): Promise<{ share: Share; token: string }> {
  const found = new Map((await deps.gallery.findMany(userId, ids)).map((one) => [one.id, one]));
  const generations = [...new Set(ids)].map((id) => {
    const generation = found.get(id);
    if (generation?.deletedAt !== null) throw noSuchGeneration();
    return generation;
  });
  if ((await deps.shares.count(userId)) >= SHARES_MAX) {
    throw new AppError('conflict', `You have ${SHARES_MAX} public links. Revoke some first.`, {
      reason: 'share_limit',
      facts: { limit: SHARES_MAX },
    });
  }
  const token = newShareToken();
  const id = shareIdOf(token) ?? '';
  const createdAt = new Date();
  const expiresAt = new Date(createdAt.getTime() + days * DAY_MS);
  const items: SharedItem[] = [];
  try {
    for (const generation of generations) {
      items.push(
        mode === 'full'
          ? itemOf(generation, generation.s3Key, generation.filename, generation.bytes)
          : await cleanItem(deps.store, generation, id, items.length + 1),
      );
    }
    const share: Share = {
      ...{ id, userId, mode, items, createdAt, expiresAt },
      views: 0,
      lastViewedAt: null,
    };
    await deps.shares.create(share);
    return { share, token };
  } catch (error) {
    if (mode === 'clean')
      await deps.store.remove(items.map(({ key }) => key)).catch(() => undefined);
    throw error;
  }
}

function itemOf(generation: Generation, key: string, filename: string, bytes: number): SharedItem {
  const { id: generationId, mediaType, contentType, width, height } = generation;
  return { generationId, mediaType, contentType, filename, key, bytes, width, height };
}

async function cleanItem(
  store: CreateShareDeps['store'],
  generation: Generation,
  shareId: string,
  number: number,
): Promise<SharedItem> {
  const { filename, s3Key, userId, contentType, mediaType } = generation;
  const original = await readObject(store, s3Key, CLEANED_MAX_BYTES);
  if (original === null) throw noSuchGeneration();
  const clean = cleanFile(filename, original);
  if (clean === null) {
    throw new AppError(
      'invalid_input',
      `${filename} may hold its graph, and it cannot be taken out of this kind of file. Share it in full, or leave it out.`,
      { reason: 'share_keeps_graph' },
    );
  }
  const key = sharedCopyKey(userId, shareId, generation.id);
  await store.put(key, clean, { contentType });
  const name = `${mediaType}-${number}${filename.slice(filename.lastIndexOf('.'))}`;
  return itemOf(generation, key, name, clean.byteLength);
}
