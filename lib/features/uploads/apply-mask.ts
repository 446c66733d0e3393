import sharp from 'sharp';

import { AppError, errorMessage } from '@/lib/kernel/errors';

import { copyPngTexts } from './png-text';

/**
 * Puts the alpha channel of one picture on another, as ComfyUI's `/upload/mask` does.
 * @returns a PNG with the original's texts
 * @throws AppError `invalid_input` when either is no picture or their sizes differ
 */
export async function applyMask(original: Buffer, mask: Buffer): Promise<Buffer> {
  try {
    const picture = sharp(original).toColourspace('srgb').removeAlpha();
    const { data, info } = await sharp(mask)
      .toColourspace('srgb')
      .ensureAlpha()
      .extractChannel('alpha')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { width, height } = await sharp(original).metadata();
    if (width !== info.width || height !== info.height) {
      throw new Error(`${info.width}x${info.height} does not fit ${width}x${height}`);
    }
    const raw = { width, height, channels: 1 as const };
    const png = await picture.joinChannel(data, { raw }).png({ compressionLevel: 4 }).toBuffer();
    return copyPngTexts(original, png);
  } catch (error) {
    throw new AppError('invalid_input', `The mask cannot be applied: ${errorMessage(error)}.`);
  }
}
