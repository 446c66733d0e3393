/** Writes a reply: compressed where that pays, without a body for HEAD, ended when the client goes. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { compress } from '@/lib/kernel/compress';

import { acceptedEncoding } from './accepted-encoding';
import type { Reply } from './reply';

/** Below this a compressed reply does not fill fewer packets. */
const COMPRESS_FROM_BYTES = 1_400;
const COMPRESSIBLE = /^(text\/|application\/(json|javascript)|image\/svg)/;

/** Resolves when the reply is written or the client went away; never throws for the latter. */
export async function writeReply(
  request: IncomingMessage,
  response: ServerResponse,
  reply: Reply,
): Promise<void> {
  if (response.destroyed) {
    if (reply.body instanceof Readable) reply.body.destroy();
    return;
  }
  response.statusCode = reply.status;
  for (const [name, value] of Object.entries(reply.headers)) {
    if (value !== undefined) response.setHeader(name, value);
  }
  if (!response.hasHeader('cache-control'))
    response.setHeader('cache-control', 'private, no-cache');
  const { body } = reply;
  if (body instanceof Readable) return writeStream(request, response, body);

  let bytes: Uint8Array = typeof body === 'string' ? Buffer.from(body) : (body ?? new Uint8Array());
  const type = String(response.getHeader('content-type') ?? '');
  if (
    bytes.byteLength >= COMPRESS_FROM_BYTES &&
    COMPRESSIBLE.test(type) &&
    !response.hasHeader('content-encoding') &&
    reply.status !== 206
  ) {
    const encoding = acceptedEncoding(request.headers['accept-encoding']);
    response.appendHeader('vary', 'Accept-Encoding');
    if (encoding !== 'identity') {
      bytes = await compress(bytes, encoding, 'quick');
      response.setHeader('content-encoding', encoding);
    }
  }
  const bodyless = reply.status === 204 || reply.status === 304;
  if (!bodyless && !response.hasHeader('content-length')) {
    response.setHeader('content-length', bytes.byteLength);
  }
  response.end(request.method === 'HEAD' || bodyless ? undefined : bytes);
}

async function writeStream(
  request: IncomingMessage,
  response: ServerResponse,
  body: Readable,
): Promise<void> {
  if (request.method === 'HEAD') {
    body.destroy();
    response.end();
    return;
  }
  // A client that leaves, or a source that breaks: the connection is cut, which is all that can be said by then.
  await pipeline(body, response).catch(() => response.destroy());
}
