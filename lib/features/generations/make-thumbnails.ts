/** WebP thumbnails of a picture, in several widths, for the gallery's `srcset`. */
import sharp from 'sharp';

import { THUMBNAIL_WIDTHS, type Generation, type Thumbnail } from '@/lib/domain/generation';
import type { Publisher } from '@/lib/realtime/channel';
import { thumbnailKey } from '@/lib/storage/keys';
import type { ObjectStore } from '@/lib/storage/object-store';
import type { GenerationRepository } from '@/prisma-free-db/repositories/generations';

import { PIXELS_MAX } from './describe-picture';

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

interface Rendered {
  readonly width: number;
  readonly height: number;
  readonly content: Buffer;
}

/**
 * Decodes once, at the largest width; each smaller one is made from its larger neighbour.
 * @param source the file's path or its bytes
 * @returns smallest first, and the original's upright size
 * @throws when it is not a picture that can be read
 */
export async function renderThumbnails(
  source: Buffer | string,
): Promise<{ thumbs: Rendered[]; size: { width: number; height: number } }> {
  const original = sharp(source, { limitInputPixels: PIXELS_MAX });
  const { autoOrient: size } = await original.metadata();
  const thumbs: Rendered[] = [];
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
  return { thumbs, size };
}

/**
 * Makes, stores and records a generation's thumbnails, and tells its owner.
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
  let rendered: Awaited<ReturnType<typeof renderThumbnails>>;
  try {
    rendered = await renderThumbnails(source);
  } catch {
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
  await generations.setThumbnails(userId, id, thumbs, rendered.size);
  changed();
  return true;
}
