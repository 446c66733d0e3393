import { AppError } from '@/lib/kernel/errors';
import type { ObjectStore } from '@/lib/storage/object-store';

/**
 * An object in memory.
 * @returns null when there is no such object
 * @throws AppError `too_large` beyond `maxBytes`
 */
export async function readObject(
  store: Pick<ObjectStore, 'get'>,
  key: string,
  maxBytes: number,
): Promise<Buffer | null> {
  const found = await store.get(key);
  if (found === null || found === 'not-modified') return null;
  if (found.bytes > maxBytes) {
    found.body.destroy();
    throw new AppError('too_large', `The file is larger than ${maxBytes} bytes.`);
  }
  const chunks: Buffer[] = [];
  for await (const chunk of found.body as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}
