/** Pictures as `/view` gives them with `preview` and `channel`. */
import type { Matrix3x3 } from 'sharp';

import { PIXELS_MAX } from '@/lib/features/generations/describe-picture';
import { loadSharp } from '@/lib/features/generations/load-sharp';
import { AppError } from '@/lib/kernel/errors';

export interface Conversion {
  /** Re-encode for a quick look; otherwise the answer is a PNG. */
  readonly preview: { readonly format: 'webp' | 'jpeg'; readonly quality: number } | null;
  /** `rgba` keeps what is there, `rgb` drops the alpha, `a` shows only the alpha. */
  readonly channel: 'rgba' | 'rgb' | 'a';
}

export interface ConvertedPicture {
  readonly bytes: Buffer;
  readonly contentType: string;
}

/**
 * Reads `preview=<webp|jpeg>[;quality]` and `channel=` by ComfyUI's rules: an unknown format, or a
 * channel with an "a" in it, means WebP; the quality is 90 unless given.
 * @returns null when the file is wanted as it is
 */
export function parseConversion(
  previewText: string | null,
  channelText: string | null,
): Conversion | null {
  const channel = channelText === 'rgb' || channelText === 'a' ? channelText : 'rgba';
  if (previewText !== null) {
    const [format, ...rest] = previewText.split(';');
    const quality = /^\d+$/.test(rest.at(-1) ?? '') ? Number(rest.at(-1)) : 90;
    const jpeg = format === 'jpeg' && !(channelText ?? '').includes('a');
    return {
      preview: {
        format: jpeg ? 'jpeg' : 'webp',
        quality: Math.min(100, Math.max(1, quality)),
      },
      channel: channel === 'a' ? 'rgba' : channel,
    };
  }
  return channel === 'rgba' ? null : { preview: null, channel };
}

/** Of the colours alone; an alpha channel stays as it is. */
const BLACK: Matrix3x3 = [
  [0, 0, 0],
  [0, 0, 0],
  [0, 0, 0],
];

/** @throws AppError `unsupported_media_type` when the bytes are no picture that can be read */
export async function convertPicture(
  source: Buffer,
  { preview, channel }: Conversion,
): Promise<ConvertedPicture> {
  try {
    const sharp = await loadSharp();
    const picture = sharp(source, { limitInputPixels: PIXELS_MAX }).toColourspace('srgb');
    if (preview !== null) {
      const { format, quality } = preview;
      const flat = format === 'jpeg' || channel === 'rgb' ? picture.removeAlpha() : picture;
      const bytes = await flat[format]({ quality }).toBuffer();
      return { bytes, contentType: `image/${format}` };
    }
    // Black, with the alpha of the source: row by row, so that no whole picture is held.
    const png = channel === 'rgb' ? picture.removeAlpha() : picture.recomb(BLACK).ensureAlpha();
    return { bytes: await png.png().toBuffer(), contentType: 'image/png' };
  } catch (cause) {
    throw new AppError('unsupported_media_type', 'The file is no picture that can be converted.', {
      cause,
    });
  }
}
