/** PNG files: pixels by sharp, text chunks by hand, since sharp writes none. */
import { crc32 } from 'node:zlib';

import type sharp from 'sharp';

const SIGNATURE_BYTES = 8;

/** One chunk: length, four-letter type, data, checksum. */
export function pngChunk(type: string, data: Uint8Array): Buffer {
  const chunk = Buffer.alloc(data.length + 12);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write(type, 4, 'latin1');
  chunk.set(data, 8);
  chunk.writeUInt32BE(crc32(chunk.subarray(4, data.length + 8)), data.length + 8);
  return chunk;
}

/** A tEXt chunk; text outside Latin-1 has to be escaped by the caller. */
function textChunk(keyword: string, value: string): Buffer {
  return pngChunk('tEXt', Buffer.from(`${keyword}\0${value}`, 'latin1'));
}

export interface PngChunk {
  readonly type: string;
  readonly data: Buffer;
}

/** The chunks of a PNG file in order. */
export function readPngChunks(png: Buffer): PngChunk[] {
  const chunks: PngChunk[] = [];
  let offset = SIGNATURE_BYTES;
  while (offset + 12 <= png.length) {
    const length = png.readUInt32BE(offset);
    chunks.push({
      type: png.toString('latin1', offset + 4, offset + 8),
      data: png.subarray(offset + 8, offset + 8 + length),
    });
    offset += length + 12;
  }
  return chunks;
}

/**
 * Loads sharp on first use: the server answers before the first picture is made.
 */
export async function loadSharp(): Promise<typeof sharp> {
  const loaded = (await import('sharp')).default;
  loaded.cache(false);
  return loaded;
}

export interface RawPicture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
  readonly bytes: Uint8Array;
}

/**
 * @param compressionLevel zlib's 0 to 9
 * @param texts keyword and text pairs, put before the pixels as ComfyUI does
 */
export async function encodePng(
  picture: RawPicture,
  compressionLevel: number,
  texts: readonly (readonly [string, string])[] = [],
): Promise<Buffer> {
  const sharpFor = await loadSharp();
  const { width, height, channels } = picture;
  const png = await sharpFor(picture.bytes, {
    raw: { width, height, channels },
    limitInputPixels: false,
  })
    .png({ compressionLevel, adaptiveFiltering: false })
    .toBuffer();
  const afterHeader = SIGNATURE_BYTES + 25;
  return Buffer.concat([
    png.subarray(0, afterHeader),
    ...texts.map(([keyword, value]) => textChunk(keyword, value)),
    png.subarray(afterHeader),
  ]);
}
