import type { Sharp } from 'sharp';

import { PIXELS_MAX } from '@/lib/features/generations/describe-picture';
import { loadSharp } from '@/lib/features/generations/load-sharp';
import { AppError, errorMessage } from '@/lib/kernel/errors';

import { copyPngTexts } from './png-text';

const CHANNELS = 3;

/**
 * Puts the alpha channel of one picture on another, as ComfyUI's `/upload/mask` does. What lies between
 * the steps is packed, for decoded the two may be a gigabyte each.
 * @returns a PNG with the original's texts
 * @throws AppError `invalid_input` when either is no picture or their sizes differ
 */
export async function applyMask(original: Buffer, mask: Buffer): Promise<Buffer> {
  try {
    const sharp = await loadSharp();
    const open = (file: Buffer): Sharp => sharp(file, { limitInputPixels: PIXELS_MAX });
    const [picture, alpha] = [await open(original).metadata(), await open(mask).metadata()];
    if (picture.width !== alpha.width || picture.height !== alpha.height) {
      const [wanted, given] = [picture, alpha].map(({ width, height }) => `${width}x${height}`);
      throw new Error(`${given} does not fit ${wanted}`);
    }
    const alphas = await packed(
      open(mask).toColourspace('srgb').ensureAlpha().extractChannel('alpha'),
    );
    const isPlain =
      picture.space === 'srgb' && picture.depth === 'uchar' && picture.channels === CHANNELS;
    // An alpha channel that is there must go before another is joined; sharp would do it after that.
    const colours = isPlain
      ? original
      : await packed(open(original).toColourspace('srgb').removeAlpha());
    const joined = open(colours).joinChannel(alphas, { limitInputPixels: PIXELS_MAX });
    return copyPngTexts(original, await joined.png({ compressionLevel: 4 }).toBuffer());
  } catch (error) {
    throw new AppError('invalid_input', `The mask cannot be applied: ${errorMessage(error)}.`);
  }
}

/** Quickly, and without loss. */
const packed = (picture: Sharp): Promise<Buffer> => picture.png({ compressionLevel: 1 }).toBuffer();
