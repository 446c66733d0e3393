/** Facts of a result that are read from its own bytes: size, frames, the beginning of a text. */
import { open } from 'node:fs/promises';

import type { Generation, MediaType } from '@/lib/domain/generation';

import { describePicture } from './describe-picture';

type FileFacts = Pick<Generation, 'width' | 'height' | 'frames' | 'excerpt'> &
  Pick<Generation, 'thumbHash' | 'mediaDurationMs'>;

/** Nothing known yet. */
export const UNDESCRIBED: FileFacts = {
  width: null,
  height: null,
  frames: null,
  excerpt: null,
  thumbHash: null,
  mediaDurationMs: null,
};

const EXCERPT_LENGTH = 400;
/** Four bytes are the longest sign in UTF-8. */
const EXCERPT_BYTES = EXCERPT_LENGTH * 4;

/** @param source the file's bytes, or its path where it is too large to hold */
export async function describeFile(
  mediaType: MediaType,
  source: Buffer | string,
): Promise<FileFacts> {
  if (mediaType === 'image') return { ...UNDESCRIBED, ...(await describePicture(source)) };
  if (mediaType === 'text') return { ...UNDESCRIBED, excerpt: await excerptOf(source) };
  return UNDESCRIBED;
}

/** The first signs of a text in UTF-8; what is cut off in the middle of a sign is left out. */
async function excerptOf(source: Buffer | string): Promise<string> {
  const head =
    typeof source === 'string' ? await headOf(source) : source.subarray(0, EXCERPT_BYTES);
  const text = new TextDecoder('utf-8').decode(head, { stream: true });
  return text.replaceAll('\0', '').slice(0, EXCERPT_LENGTH);
}

async function headOf(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(EXCERPT_BYTES), 0, EXCERPT_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
