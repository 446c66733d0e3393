/** Reading requests and writing answers. */
import type { IncomingMessage, ServerResponse } from 'node:http';

import { parseExactJson } from '@/lib/kernel/exact-json';

/** Ends a request with a status and no body, as ComfyUI's routes do. */
export class HttpStop extends Error {
  constructor(readonly status: number) {
    super(`HTTP ${status}`);
    this.name = 'HttpStop';
  }
}

export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  const body = Buffer.from(JSON.stringify(value));
  response
    .writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': body.length,
    })
    .end(response.req.method === 'HEAD' ? undefined : body);
}

export function sendStatus(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'content-length': 0 }).end();
}

/** @throws HttpStop 413 when the body is longer than `maxBytes` */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) throw new HttpStop(413);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * A JSON object, whatever the content type says.
 * @throws HttpStop 400 for anything else
 */
export async function readJsonObject(
  request: IncomingMessage,
  maxBytes: number,
): Promise<Record<string, unknown>> {
  const body = await readBody(request, maxBytes);
  let value: unknown;
  try {
    value = parseExactJson(body.toString('utf8'));
  } catch {
    throw new HttpStop(400);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new HttpStop(400);
  return value as Record<string, unknown>;
}

/** The texts of a list; other items are left out, as is anything that is no list. */
export function textsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
