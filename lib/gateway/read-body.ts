/** Bodies in memory, bounded. */
import type { IncomingMessage } from 'node:http';

import { AppError } from '@/lib/kernel/errors';

/**
 * The whole body. A body that is too large is refused as soon as that is known; the rest of it is let
 * run into nothing, so that the client is done sending and reads the answer.
 * @throws AppError `too_large`, or `bad_request` when the client broke off
 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const tooLarge = (): AppError =>
    new AppError(
      'too_large',
      `The body is larger than ${maxBytes} bytes, which is the limit here.`,
      { reason: 'body_size', facts: { limit: maxBytes } },
    );
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) {
    request.resume();
    throw tooLarge();
  }
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const onData = (chunk: Buffer): void => {
      size += chunk.byteLength;
      if (size <= maxBytes) {
        chunks.push(chunk);
        return;
      }
      request.off('data', onData);
      request.resume();
      reject(tooLarge());
    };
    request.on('data', onData);
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', (cause) =>
      reject(new AppError('bad_request', 'The body ended too early.', { cause })),
    );
  });
}

/** @throws AppError `bad_request` when it is not JSON */
export function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw new AppError('bad_request', 'The body is not valid JSON.');
  }
}
