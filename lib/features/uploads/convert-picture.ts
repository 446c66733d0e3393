/** Pictures as `/view` gives them with `preview` and `channel`. */
import sharp, { type Sharp } from 'sharp';

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

/** @throws AppError `unsupported_media_type` when the bytes are no picture that can be read */
export async function convertPicture(
  source: Buffer,
  { preview, channel }: Conversion,
): Promise<ConvertedPicture> {
  try {
    const picture = sharp(source).toColourspace('srgb');
    if (preview !== null) {
      const { format, quality } = preview;
      const flat = format === 'jpeg' || channel === 'rgb' ? picture.removeAlpha() : picture;
      const bytes = await flat[format]({ quality }).toBuffer();
      return { bytes, contentType: `image/${format}` };
    }
    const png = channel === 'rgb' ? picture.removeAlpha() : await alphaOnly(source);
    return { bytes: await png.png().toBuffer(), contentType: 'image/png' };
  } catch (cause) {
    throw new AppError('unsupported_media_type', 'The file is no picture that can be converted.', {
      cause,
    });
  }
}

/** Black, with the alpha of the source. */
async function alphaOnly(source: Buffer): Promise<Sharp> {
  const { data, info } = await sharp(source)
    .toColourspace('srgb')
    .ensureAlpha()
    .extractChannel('alpha')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const black = { create: { width, height, channels: 3 as const, background: '#000' } };
  return sharp(black).joinChannel(data, { raw: { width, height, channels: 1 } });
}
