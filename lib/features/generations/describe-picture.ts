/** What a picture file is, without decoding it. */
import sharp from 'sharp';

/** More pixels than any of our runners makes; a file that claims more is a trap, not a picture. */
export const PIXELS_MAX = 268_402_689;

const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const PNG_HEADER_BYTES = 24;

/** Nearly every result is a PNG, whose size stands in its first bytes. */
function pngSize(source: Buffer | string): { width: number; height: number } | null {
  if (typeof source === 'string' || source.length < PNG_HEADER_BYTES) return null;
  const isPng = source.subarray(0, 8).equals(PNG_SIGNATURE);
  if (!isPng || source.toString('latin1', 12, 16) !== 'IHDR') return null;
  return { width: source.readUInt32BE(16), height: source.readUInt32BE(20) };
}

/** @returns the upright size in pixels, or null when it is not a picture that can be read */
export async function pictureSize(
  source: Buffer | string,
): Promise<{ width: number; height: number } | null> {
  const known = pngSize(source);
  if (known !== null) return known;
  try {
    const { autoOrient } = await sharp(source, { limitInputPixels: PIXELS_MAX }).metadata();
    return { width: autoOrient.width, height: autoOrient.height };
  } catch {
    return null;
  }
}
