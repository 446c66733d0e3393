/**
 * A selection that its owner wants as one file. Browsers save what a link leads to, and a link cannot
 * carry thousands of ids: the selection is kept in Redis for a while under a random name.
 */
import type { Redis } from 'ioredis';

import type { Caller } from '@/lib/domain/user';
import { AppError } from '@/lib/kernel/errors';
import { randomToken, type GenerationId, type UserId } from '@/lib/kernel/ids';
import type { GalleryRepository } from '@/prisma-free-db/repositories/gallery';

import { noSuchGeneration } from './find-generation';

/** Where downloads lie; the gateway serves them. */
export const DOWNLOADS_PREFIX = '/downloads/';
const KEPT_S = 15 * 60;
const ASKED_AT_ONCE = 500;

export interface DownloadDeps {
  readonly redis: Redis;
  readonly prefix: string;
}

interface Selection {
  readonly userId: UserId;
  readonly ids: readonly GenerationId[];
}

const keyOf = (prefix: string, token: string): string => `${prefix}:download:${token}`;
const UNAVAILABLE = 'Downloads cannot be made right now. Try again in a moment.';

/**
 * Keeps a selection.
 * @returns its address, how many files it holds and their bytes in all
 * @throws AppError `not_found` when none of them is the caller's; `unavailable`
 */
export async function prepareDownload(
  { redis, prefix, gallery }: DownloadDeps & { gallery: Pick<GalleryRepository, 'findMany'> },
  { userId }: Caller,
  given: readonly GenerationId[],
): Promise<{ url: string; count: number; bytes: number }> {
  const asked = [...new Set(given)];
  const ids: GenerationId[] = [];
  let bytes = 0;
  for (let start = 0; start < asked.length; start += ASKED_AT_ONCE) {
    const batch = asked.slice(start, start + ASKED_AT_ONCE);
    const sizes = new Map(
      (await gallery.findMany(userId, batch)).map((one) => [one.id, one.bytes] as const),
    );
    for (const id of batch) {
      const size = sizes.get(id);
      if (size === undefined) continue;
      ids.push(id);
      bytes += size;
    }
  }
  if (ids.length === 0) throw noSuchGeneration();
  const token = randomToken();
  const selection: Selection = { userId, ids };
  await redis
    .set(keyOf(prefix, token), JSON.stringify(selection), 'EX', KEPT_S)
    .catch((cause: unknown) => {
      throw new AppError('unavailable', UNAVAILABLE, { retryAfterS: 5, cause });
    });
  return { url: `${DOWNLOADS_PREFIX}${token}`, count: ids.length, bytes };
}

/** @throws AppError `not_found` for a name that is unknown, expired or another user's */
export async function findDownload(
  { redis, prefix }: DownloadDeps,
  { userId }: Caller,
  token: string,
): Promise<readonly GenerationId[]> {
  const text = await redis.get(keyOf(prefix, token)).catch((cause: unknown) => {
    throw new AppError('unavailable', UNAVAILABLE, { retryAfterS: 5, cause });
  });
  const selection = text === null ? null : (JSON.parse(text) as Selection);
  if (selection?.userId !== userId) {
    throw new AppError('not_found', 'This download has expired. Select the files once more.', {
      reason: 'download_expired',
    });
  }
  return selection.ids;
}
