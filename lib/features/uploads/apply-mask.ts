import sharp from 'sharp';

import { AppError, errorMessage } from '@/lib/kernel/errors';

import { copyPngTexts } from './png-text';

const CHANNELS = 4;
const ALPHA = 3;

const rgba = (file: Buffer) =>
  sharp(file).toColourspace('srgb').ensureAlpha().raw().toBuffer({ resolveWithObject: true });

/**
 * Puts the alpha channel of one picture on another, as ComfyUI's `/upload/mask` does.
 * @returns a PNG with the original's texts
 * @throws AppError `invalid_input` when either is no picture or their sizes differ
 */
export async function applyMask(original: Buffer, mask: Buffer): Promise<Buffer> {
  try {
    const [picture, { data: alphas, info }] = await Promise.all([rgba(original), rgba(mask)]);
    const {
      data,
      info: { width, height },
    } = picture;
    if (width !== info.width || height !== info.height) {
      throw new Error(`${info.width}x${info.height} does not fit ${width}x${height}`);
    }
    for (let at = ALPHA; at < data.length; at += CHANNELS) data[at] = alphas[at] ?? 0;
    const raw = { width, height, channels: CHANNELS } as const;
    const png = await sharp(data, { raw }).png({ compressionLevel: 4 }).toBuffer();
    return copyPngTexts(original, png);
  } catch (error) {
    throw new AppError('invalid_input', `The mask cannot be applied: ${errorMessage(error)}.`);
  }
}
