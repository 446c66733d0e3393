/** Picture files as bytes per frame: rotated as their camera says, colours as they are stored. */
import { NodeError } from '../engine/errors';
import { loadSharp } from './png';

export interface DecodedFrame {
  readonly width: number;
  readonly height: number;
  /** RGB, then transparency where the file has it. */
  readonly channels: 3 | 4;
  readonly bytes: Uint8Array;
}

/** Formats of pictures; drawings and documents, which may refer to other files, are none. */
const FORMATS: ReadonlySet<string> = new Set(['png', 'jpeg', 'webp', 'gif', 'tiff', 'heif']);
/** Frames of an animation are read; further pages of a TIFF are not pictures of a batch. */
const ANIMATED: ReadonlySet<string> = new Set(['gif', 'webp', 'png']);
/** Of all frames together: 1 GiB as float32 colours. */
const PIXELS_MAX = Math.floor(2 ** 28 / 3);

/**
 * @param file absolute path of a file that the tenant may read
 * @throws NodeError when it is not a picture that can be read
 */
export async function decodePicture(file: string): Promise<DecodedFrame[]> {
  const sharp = await loadSharp();
  const options = { ignoreIcc: true, limitInputPixels: PIXELS_MAX, failOn: 'error' as const };
  try {
    const metadata = await sharp(file, options).metadata();
    if (!FORMATS.has(metadata.format)) throw new Error(`the format is ${metadata.format}`);
    const pages = ANIMATED.has(metadata.format) ? (metadata.pages ?? 1) : 1;
    if (metadata.width * metadata.height * pages > PIXELS_MAX) {
      throw new Error(`its pixels are more than ${PIXELS_MAX}`);
    }
    const frames: DecodedFrame[] = [];
    for (let page = 0; page < pages; page += 1) {
      frames.push(await decodeFrame(sharp(file, { ...options, page, pages: 1 })));
    }
    return frames;
  } catch (error) {
    const reason = error instanceof Error ? error.message.replaceAll(file, 'the file') : '';
    throw new NodeError(`cannot identify image file: ${reason}`, 'PIL.UnidentifiedImageError');
  }
}

async function decodeFrame(
  input: ReturnType<Awaited<ReturnType<typeof loadSharp>>>,
): Promise<DecodedFrame> {
  const { data, info } = await input
    .autoOrient()
    .toColourspace('srgb')
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  if (info.channels !== 3 && info.channels !== 4) {
    throw new Error(`${String(info.channels)} channels`);
  }
  return { width: info.width, height: info.height, channels: info.channels, bytes: data };
}
