/** WebP thumbnails of a picture, in several widths, for the gallery's `srcset`. */
import { rgbaToThumbHash } from 'thumbhash';

import { THUMBNAIL_WIDTHS, type Generation, type Thumbnail } from '@/lib/domain/generation';
import type { Publisher } from '@/lib/realtime/channel';
import { thumbnailKey } from '@/lib/storage/keys';
import type { ObjectStore } from '@/lib/storage/object-store';
import type { GenerationRepository } from '@/prisma-free-db/repositories/generations';

import { PIXELS_MAX } from './describe-picture';
import { loadSharp } from './load-sharp';
import { posterOf } from './poster-frame';

export interface ThumbnailDeps {
  readonly store: ObjectStore;
  readonly generations: GenerationRepository;
  readonly publisher: Publisher;
}

const QUALITY = 80;
/** libvips's effort 0-6: more costs much time and saves few bytes at these sizes. */
const EFFORT = 2;

/**
 * The widths for a picture: those that are smaller than it, and its own, or the largest one where it
 * is larger still. So nothing is enlarged, and a small picture has a thumbnail too.
 */
export function thumbnailWidths(width: number): number[] {
  const largest = Math.min(width, Math.max(...THUMBNAIL_WIDTHS));
  return [...THUMBNAIL_WIDTHS.filter((candidate) => candidate < largest), largest];
}

interface RenderedThumbnail {
  readonly width: number;
  readonly height: number;
  readonly content: Buffer;
}

interface Rendered {
  /** Smallest first. */
  readonly thumbs: readonly RenderedThumbnail[];
  /** The original's upright size. */
  readonly size: { readonly width: number; readonly height: number };
  /** ThumbHash in URL-safe base 64. */
  readonly thumbHash: string;
}

/** ThumbHash keeps seven waves a side; more pixels cost time and change nothing that is seen. */
const HASHED_SIDE_MAX = 32;

async function thumbHashOf(picture: Buffer): Promise<string> {
  const sharp = await loadSharp();
  const { data, info } = await sharp(picture)
    .resize({ width: HASHED_SIDE_MAX, height: HASHED_SIDE_MAX, fit: 'inside' })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return Buffer.from(rgbaToThumbHash(info.width, info.height, data)).toString('base64url');
}

/**
 * Decodes once, at the largest width; each smaller one is made from its larger neighbour.
 * @param source the file's path or its bytes
 * @throws when it is not a picture that can be read
 */
export async function renderThumbnails(source: Buffer | string): Promise<Rendered> {
  const sharp = await loadSharp();
  const original = sharp(source, { limitInputPixels: PIXELS_MAX });
  const { autoOrient: size } = await original.metadata();
  const thumbs: RenderedThumbnail[] = [];
  let from = original.autoOrient();
  const widths = thumbnailWidths(size.width);
  while (widths.length > 0) {
    const width = widths.pop() ?? size.width;
    let resized = from.resize({ width, withoutEnlargement: true }).toColourspace('srgb');
    if (widths.length > 0) {
      const { data, info } = await resized.raw().toBuffer({ resolveWithObject: true });
      resized = sharp(data, { raw: info });
      from = sharp(data, { raw: info });
    }
    const { data, info } = await resized
      .webp({ quality: QUALITY, effort: EFFORT })
      .toBuffer({ resolveWithObject: true });
    thumbs.unshift({ width: info.width, height: info.height, content: data });
  }
  const [smallest] = thumbs;
  if (smallest === undefined) throw new Error('a picture without thumbnails');
  return { thumbs, size, thumbHash: await thumbHashOf(smallest.content) };
}

/**
 * Makes, stores and records a picture's thumbnails, or a film's by its poster, and tells the owner.
 * @param source the original: its path on this host, or its bytes
 * @returns false when the file is no picture that can be read; it is then shown as a plain file
 * @throws AppError `unavailable` when the object store does not answer; reconciliation tries again
 */
export async function makeThumbnails(
  { store, generations, publisher }: ThumbnailDeps,
  generation: Generation,
  source: Buffer | string,
): Promise<boolean> {
  const { userId, id } = generation;
  const changed = () =>
    publisher.publish(userId, { kind: 'generation', change: 'updated', generationId: id });
  const isFilm = generation.mediaType === 'video';
  const poster = isFilm && typeof source === 'string' ? await posterOf(source) : null;
  // Without a poster a film is shown by its player.
  if (isFilm && poster === null) return false;
  let rendered: Rendered;
  try {
    rendered = await renderThumbnails(poster?.picture ?? source);
  } catch {
    if (isFilm) return false;
    await generations.markUnreadable(userId, id);
    changed();
    return false;
  }
  const thumbs = await Promise.all(
    rendered.thumbs.map(async ({ width, height, content }): Promise<Thumbnail> => {
      const key = thumbnailKey(userId, id, width);
      await store.put(key, content, { contentType: 'image/webp' });
      return { width, height, key };
    }),
  );
  await generations.setThumbnails(userId, id, thumbs, {
    ...rendered.size,
    thumbHash: rendered.thumbHash,
    ...(poster !== null && { mediaDurationMs: poster.mediaDurationMs }),
  });
  changed();
  return true;
}
