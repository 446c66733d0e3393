/** What a picture file is, without decoding it. */
import { loadSharp } from './load-sharp';

/** More pixels than any of our runners makes; a file that claims more is a trap, not a picture. */
export const PIXELS_MAX = 268_402_689;

export interface PictureFacts {
  /** Upright size in pixels; null when it is no picture that can be read. */
  readonly width: number | null;
  readonly height: number | null;
  /** Null: it does not move. */
  readonly frames: number | null;
}

const PNG_SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
const PNG_HEADER_BYTES = 33;
/** Length, type and checksum around a chunk's data. */
const PNG_CHUNK_FRAME_BYTES = 12;

/** Nearly every result is a PNG, whose size stands in its first bytes. */
function pngFacts(source: Buffer | string): PictureFacts | null {
  if (typeof source === 'string' || source.length < PNG_HEADER_BYTES) return null;
  const isPng = source.subarray(0, 8).equals(PNG_SIGNATURE);
  if (!isPng || source.toString('latin1', 12, 16) !== 'IHDR') return null;
  return {
    width: source.readUInt32BE(16),
    height: source.readUInt32BE(20),
    frames: pngFrames(source),
  };
}

/** An animated PNG says how many frames it has in a chunk before its first pixels. */
function pngFrames(png: Buffer): number | null {
  let at = PNG_HEADER_BYTES;
  while (at + PNG_CHUNK_FRAME_BYTES <= png.length) {
    const type = png.toString('latin1', at + 4, at + 8);
    if (type === 'IDAT') return null;
    if (type === 'acTL') return moving(png.readUInt32BE(at + 8));
    at += png.readUInt32BE(at) + PNG_CHUNK_FRAME_BYTES;
  }
  return null;
}

const moving = (frames: number | undefined): number | null =>
  frames !== undefined && frames > 1 ? frames : null;

/** @param source its bytes or its path */
export async function describePicture(source: Buffer | string): Promise<PictureFacts> {
  const known = pngFacts(source);
  if (known !== null) return known;
  try {
    const sharp = await loadSharp();
    const { autoOrient, pages } = await sharp(source, { limitInputPixels: PIXELS_MAX }).metadata();
    return { width: autoOrient.width, height: autoOrient.height, frames: moving(pages) };
  } catch {
    return { width: null, height: null, frames: null };
  }
}
