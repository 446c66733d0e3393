/**
 * Originals as one ZIP file, made while it is sent: one object is open at a time, nothing is held, and
 * nothing is compressed, because pictures and films already are.
 */
import { Readable } from 'node:stream';

import { makeZip } from 'client-zip';

import type { Generation } from '@/lib/domain/generation';
import type { GenerationId, UserId } from '@/lib/kernel/ids';
import type { ObjectStore } from '@/lib/storage/object-store';
import type { GalleryRepository } from '@/prisma-free-db/repositories/gallery';

import { uniqueNames } from './unique-names';

const READ_AT_ONCE = 200;
/** What lies ready for a client that reads slowly. */
const READY_BYTES = 256 * 1024;
const MISSING_NAME = 'missing.txt';

export interface ZipDeps {
  readonly gallery: Pick<GalleryRepository, 'findMany'>;
  readonly store: Pick<ObjectStore, 'get' | 'head'>;
}

/**
 * Files whose objects are gone are left out and named in `missing.txt`.
 * @returns the file's bytes; destroying the stream frees everything at once
 * @throws AppError `unavailable` when the object store does not answer before anything was sent; when
 *   it stops answering later the stream breaks
 */
export async function zipGenerations(
  deps: ZipDeps,
  userId: UserId,
  ids: readonly GenerationId[],
): Promise<Readable> {
  const [first] = await deps.gallery.findMany(userId, ids.slice(0, 1));
  if (first !== undefined) await deps.store.head(first.s3Key);

  let open: Readable | null = null;
  const ended = new AbortController();
  const isEnded = (): boolean => ended.signal.aborted;
  async function* files() {
    const missing: string[] = [];
    const nameOf = uniqueNames([MISSING_NAME]);
    for await (const { s3Key, filename, createdAt } of inOrder(deps, userId, ids)) {
      if (isEnded()) return;
      const object = await deps.store.get(s3Key);
      if (object === null || object === 'not-modified') {
        missing.push(filename);
        continue;
      }
      open = object.body;
      // The client may have left while the store was asked.
      if (isEnded()) open.destroy();
      yield { name: nameOf(filename), lastModified: createdAt, input: object.body };
    }
    if (missing.length > 0) {
      yield { name: MISSING_NAME, lastModified: new Date(), input: `${missing.join('\n')}\n` };
    }
  }

  const release = (): void => {
    ended.abort();
    open?.destroy();
  };
  async function* bytes() {
    const reader = makeZip(files(), { buffersAreUTF8: true }).getReader();
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return;
        yield value;
      }
    } finally {
      release();
      await reader.cancel().catch(() => undefined);
    }
  }
  const zip = Readable.from(bytes(), { objectMode: false, highWaterMark: READY_BYTES });
  // A generator that waits for the store cannot end; the store's answer is taken from it.
  return zip.once('close', release);
}

async function* inOrder(
  { gallery }: Pick<ZipDeps, 'gallery'>,
  userId: UserId,
  ids: readonly GenerationId[],
): AsyncGenerator<Generation> {
  for (let start = 0; start < ids.length; start += READ_AT_ONCE) {
    const batch = ids.slice(start, start + READ_AT_ONCE);
    const found = new Map((await gallery.findMany(userId, batch)).map((one) => [one.id, one]));
    for (const id of batch) {
      const one = found.get(id);
      if (one !== undefined) yield one;
    }
  }
}
