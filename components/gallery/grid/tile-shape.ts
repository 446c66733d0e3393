import type { GalleryItem } from '@/lib/domain/gallery-item';

/** Row heights of the grid in CSS pixels, as in the style sheet. */
const ROW_WIDE = 220;
const ROW_PHONE = 136;
/** Tiles grow to fill their row; on average by this much. */
const GROWTH = 1.25;
/** Very wide and very tall pictures are cut at the tile's edge, so that no row looks torn. */
const RATIO_MIN = 0.5;
const RATIO_MAX = 2.8;

/** Width by height of an item's tile; square when the size is not known. */
export function ratioOf({ width, height, mediaType }: GalleryItem): number {
  if (mediaType === 'audio') return 1.6;
  if (width === null || height === null || width <= 0 || height <= 0) return 1;
  const ratio = Math.min(RATIO_MAX, Math.max(RATIO_MIN, width / height));
  return Math.round(ratio * 1000) / 1000;
}

/** What a tile will measure, for the browser's choice among the thumbnails. */
export function tileSizes(ratio: number): string {
  const phone = Math.round(ratio * ROW_PHONE * GROWTH);
  const wide = Math.round(ratio * ROW_WIDE * GROWTH);
  return `(max-width: 640px) ${phone}px, ${wide}px`;
}

/** The thumbnails as `srcset`, with the original as the largest where it is asked for. */
export function srcSetOf(item: GalleryItem, original = false): string | undefined {
  const { thumbs, width, url } = item;
  const widest = Math.max(0, ...thumbs.map((thumb) => thumb.width));
  const sources = thumbs.map((thumb) => `${thumb.url} ${thumb.width}w`);
  if (original && width !== null && width > widest) sources.push(`${url} ${width}w`);
  return sources.length === 0 ? undefined : sources.join(', ');
}
