/** Files with several pictures: WebP by sharp, PNG by hand, since sharp writes no moving ones. */
import { encodePng, loadSharp, pngChunk, readPngChunks, type RawPicture } from './png';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const LATIN1_KEYWORD = /^[\x20-\x7e]{1,79}$/;

export interface Animation {
  /** All of one size. */
  readonly frames: readonly RawPicture[];
  readonly frameMs: number;
  /** Keyword and text, to be kept with the file. */
  readonly texts: readonly (readonly [string, string])[];
}

export interface WebpOptions {
  readonly lossless: boolean;
  /** 0 to 100. */
  readonly quality: number;
  /** 0 (fast) to 6 (small). */
  readonly effort: number;
}

/** EXIF fields that ComfyUI uses: the camera's model for the graph, its maker for the workflow. */
const EXIF_FIELDS = ['Model', 'Make'] as const;

export async function encodeWebp(
  { frames, frameMs, texts }: Animation,
  { lossless, quality, effort }: WebpOptions,
): Promise<Buffer> {
  const sharp = await loadSharp();
  const { width, height, channels } = frames[0] as RawPicture;
  const raw = { width, height: height * frames.length, channels, pageHeight: height };
  const exif = texts.slice(0, EXIF_FIELDS.length).map(([name, value], index) => {
    return [EXIF_FIELDS[index], `${name}:${value}`] as const;
  });
  return sharp(Buffer.concat(frames.map((frame) => frame.bytes)), { raw, limitInputPixels: false })
    .withExif({ IFD0: Object.fromEntries(exif) as Record<string, string> })
    .webp({
      lossless,
      quality: Math.max(quality, 1),
      effort,
      delay: frames.map(() => frameMs),
      loop: 0,
    })
    .toBuffer();
}

function numbers(...values: readonly number[]): Buffer {
  const buffer = Buffer.alloc(values.length * 4);
  values.forEach((value, index) => buffer.writeUInt32BE(value, index * 4));
  return buffer;
}

/** Announces one frame: its place, its size and how long it stays. */
function frameControl(sequence: number, frame: RawPicture, frameMs: number): Buffer {
  const timing = Buffer.alloc(6);
  timing.writeUInt16BE(Math.min(frameMs, 0xffff), 0);
  timing.writeUInt16BE(1000, 2);
  return pngChunk(
    'fcTL',
    Buffer.concat([numbers(sequence, frame.width, frame.height, 0, 0), timing]),
  );
}

/** A PNG file whose frames follow each other; programs that know no moving PNG show the first. */
export async function encodeApng(
  { frames, frameMs, texts }: Animation,
  compressionLevel: number,
): Promise<Buffer> {
  const chunks: Buffer[] = [SIGNATURE];
  let sequence = 0;
  for (const [index, frame] of frames.entries()) {
    const encoded = readPngChunks(await encodePng(frame, compressionLevel));
    if (index === 0) {
      for (const { type, data } of encoded.filter((chunk) => chunk.type === 'IHDR')) {
        chunks.push(pngChunk(type, data));
      }
      if (frames.length > 1) chunks.push(pngChunk('acTL', numbers(frames.length, 0)));
    }
    if (frames.length > 1) {
      chunks.push(frameControl(sequence, frame, frameMs));
      sequence += 1;
    }
    for (const { data } of encoded.filter((chunk) => chunk.type === 'IDAT')) {
      if (index === 0) chunks.push(pngChunk('IDAT', data));
      else {
        chunks.push(pngChunk('fdAT', Buffer.concat([numbers(sequence), data])));
        sequence += 1;
      }
    }
  }
  for (const [name, value] of texts) {
    if (!LATIN1_KEYWORD.test(name)) continue;
    chunks.push(pngChunk('comf', Buffer.from(`${name}\0${value}`, 'latin1')));
  }
  chunks.push(pngChunk('IEND', Buffer.alloc(0)));
  return Buffer.concat(chunks);
}
