/** Many generations of one user, written straight into the database, with real thumbnails to share. */
import { renderThumbnails } from '@/lib/features/generations/make-thumbnails';
import { termsOf } from '@/lib/domain/search-terms';
import type { Generation } from '@/lib/domain/generation';
import type { UserId } from '@/lib/kernel/ids';
import { userPrefix } from '@/lib/storage/keys';
import type { ObjectStore } from '@/lib/storage/object-store';
import type { Database } from '@/prisma-free-db/client';
import { generationDocument } from '@/prisma-free-db/documents/generation';

import { softPicture } from '../tests/support/fixture-files';
import { makeGeneration } from '../tests/support/make-generation';

const AT_ONCE = 1_000;
const PICTURES = 12;
const WORDS = 4_000;
const PROMPT_WORDS = 30;
/** Some a hundred results a day. */
const APART_MS = 12 * 60_000;
/** The first one is made so long ago that this many fit. */
const ROWS_MAX = 1_000_000;

/** The same words on every run; the first ones are in many prompts, the last in few. */
export function wordOf(index: number): string {
  return `w${((index * 7_919) % WORDS).toString(36)}x${index}`;
}

function promptOf(row: number): string {
  return Array.from({ length: PROMPT_WORDS }, (_, place) => {
    const draw = ((row * 31 + place * 17) * 2_654_435_761) % 4_294_967_296;
    return wordOf(Math.floor((draw / 4_294_967_296) ** 3 * WORDS));
  }).join(' ');
}

export interface RowRange {
  readonly from: number;
  /** Not itself. */
  readonly until: number;
}

/** Later rows are newer. @returns the ids, oldest first */
export async function fillGallery(
  { db, store }: { readonly db: Database; readonly store: ObjectStore },
  userId: UserId,
  { from, until }: RowRange,
): Promise<Generation['id'][]> {
  const pictures = await storePictures(store, userId);
  const start = Date.now() - ROWS_MAX * APART_MS;
  const ids: Generation['id'][] = [];
  for (let first = from; first < until; first += AT_ONCE) {
    const batch = Array.from({ length: Math.min(AT_ONCE, until - first) }, (_, at) => {
      const row = first + at;
      const generation = makeGeneration(userId, `picture_${row}_.png`, {
        ...pictures[row % pictures.length],
        prompt: promptOf(row),
        models: [row % 3 === 0 ? 'base' : 'fine'],
        favourite: row % 50 === 0,
        createdAt: new Date(start + row * APART_MS),
        bytes: 1_500_000,
      });
      ids.push(generation.id);
      const terms = termsOf(generation.filename, generation.prompt);
      return { ...generationDocument.toDocument(generation), terms, claim: 1 };
    });
    await db.collections.generations.insertMany(batch, { ordered: false });
  }
  return ids;
}

async function storePictures(store: ObjectStore, userId: UserId): Promise<Partial<Generation>[]> {
  return Promise.all(
    Array.from({ length: PICTURES }, async (_, index) => {
      const picture = await softPicture(768 + (index % 4) * 192, 960, index * 30);
      const { thumbs, size, thumbHash } = await renderThumbnails(picture);
      const stored = await Promise.all(
        thumbs.map(async ({ width, height, content }) => {
          const key = `${userPrefix(userId)}thumbs/bench-${index}/w${width}.webp`;
          await store.put(key, content, { contentType: 'image/webp' });
          return { width, height, key };
        }),
      );
      return { ...size, thumbHash, thumbs: stored, thumbKey: stored[0]?.key ?? null };
    }),
  );
}
