/** Live previews: small JPEGs of what a node has made so far. */
import type { Pixels } from '../pixels/pixels';
import { toByte } from '../pixels/python-numbers';
import { loadSharp } from './png';

export const PREVIEW_SIZE_MAX = 256;

/** A JPEG of the first picture of a batch, at most 256 pixels wide and high. */
export async function encodePreview(image: Pixels): Promise<Uint8Array> {
  const sharp = await loadSharp();
  const { width, height, channels } = image;
  const bytes = new Uint8Array(width * height * channels);
  for (let index = 0; index < bytes.length; index += 1) {
    bytes[index] = toByte(image.data[index] as number);
  }
  return sharp(bytes, { raw: { width, height, channels: channels as 3 | 4 } })
    .resize(PREVIEW_SIZE_MAX, PREVIEW_SIZE_MAX, { fit: 'inside', withoutEnlargement: true })
    .flatten()
    .jpeg({ quality: 80 })
    .toBuffer();
}
