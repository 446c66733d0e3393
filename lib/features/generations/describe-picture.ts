/** What a picture file is, without decoding it. */
import sharp from 'sharp';

/** More pixels than any of our runners makes; a file that claims more is a trap, not a picture. */
export const PIXELS_MAX = 268_402_689;

/** @returns the upright size in pixels, or null when it is not a picture that can be read */
export async function pictureSize(
  source: Buffer | string,
): Promise<{ width: number; height: number } | null> {
  try {
    const { autoOrient } = await sharp(source, { limitInputPixels: PIXELS_MAX }).metadata();
    return { width: autoOrient.width, height: autoOrient.height };
  } catch {
    return null;
  }
}
