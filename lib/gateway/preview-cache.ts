/**
 * Pictures that were converted a moment ago: the editor asks for the same previews over and over. Those
 * not asked for the longest go first.
 */
import type { ConvertedPicture } from '@/lib/features/uploads/convert-picture';

export interface PreviewCache {
  /** @param make is called once for callers at the same time; its failure is not kept */
  get(tag: string, make: () => Promise<ConvertedPicture | null>): Promise<ConvertedPicture | null>;
}

/** @param bytesMax of all that is kept; a picture of more than an eighth of it is not */
export function createPreviewCache(bytesMax: number): PreviewCache {
  const kept = new Map<string, ConvertedPicture>();
  const making = new Map<string, Promise<ConvertedPicture | null>>();
  let bytes = 0;

  function keep(tag: string, picture: ConvertedPicture): void {
    if (picture.bytes.byteLength > bytesMax / 8) return;
    kept.set(tag, picture);
    bytes += picture.bytes.byteLength;
    for (const [oldest, { bytes: freed }] of kept) {
      if (bytes <= bytesMax) break;
      kept.delete(oldest);
      bytes -= freed.byteLength;
    }
  }

  return {
    async get(tag, make) {
      const known = kept.get(tag);
      if (known !== undefined) {
        kept.delete(tag);
        kept.set(tag, known);
        return known;
      }
      const running = making.get(tag) ?? make();
      making.set(tag, running);
      try {
        const picture = await running;
        if (picture !== null && !kept.has(tag)) keep(tag, picture);
        return picture;
      } finally {
        making.delete(tag);
      }
    },
  };
}
