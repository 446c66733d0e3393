/** The pictures that parity graphs load: the same bytes on every machine. */
import { encodePng } from '@/workers/builtin-runner/files/png';

import { PHOTO, SPRITE } from './parity-graphs';

/** Numbers that look random: a 32-bit xorshift. */
function createNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** Smooth colours with noise, hard edges and flat parts. */
function photo(width: number, height: number): Uint8Array {
  const next = createNumbers(12_345);
  const bytes = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const flat = x > width * 0.7 && y > height * 0.6;
      const stripe = (x >> 3) % 2 === 0 && y < height * 0.25;
      const noise = flat ? 0 : (next() % 41) - 20;
      const values = stripe ? [255, 0, 128] : [x * 2, y * 3, (x + y) & 0xff];
      values.forEach((value, channel) => {
        const wanted = flat ? [77, 180, 13][channel] : value + noise;
        bytes[(y * width + x) * 3 + channel] = Math.min(255, Math.max(0, wanted ?? 0));
      });
    }
  }
  return bytes;
}

/** A coloured disc whose transparency fades. */
function sprite(width: number, height: number): Uint8Array {
  const bytes = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const dx = x - (width >> 1);
      const dy = y - (height >> 1);
      const alpha = Math.max(0, 255 - (dx * dx + dy * dy));
      bytes.set([x * 5, 255 - y * 4, (x * y) & 0xff, alpha], (y * width + x) * 4);
    }
  }
  return bytes;
}

/** PNG files by name. */
export async function parityPictures(): Promise<Map<string, Buffer>> {
  const large = { width: 96, height: 64, channels: 3, bytes: photo(96, 64) } as const;
  const small = { width: 41, height: 33, channels: 4, bytes: sprite(41, 33) } as const;
  return new Map([
    [PHOTO, await encodePng(large, 6)],
    [SPRITE, await encodePng(small, 6)],
  ]);
}
