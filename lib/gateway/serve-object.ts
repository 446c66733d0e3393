/** One object of the store as an answer, the same for every route that gives files: conditional, in parts, or only its headers. */
import type { OutgoingHttpHeaders } from 'node:http';

import { AppError } from '@/lib/kernel/errors';
import type { ObjectBody, ObjectFacts, ObjectStore } from '@/lib/storage/object-store';

import { isUnchanged, isUnmodified, rangeOf } from './file-headers';
import { empty, stream, type Reply } from './reply';
import type { PublicRequest } from './route';

export interface ServedObject {
  readonly key: string;
  /** Strong; null: the object's own. */
  readonly tag: string | null;
  /** Type, disposition and how long it may be kept. @param contentType as it was stored */
  readonly headers: (contentType: string) => OutgoingHttpHeaders;
}

type Request = Pick<PublicRequest, 'method' | 'headers'>;

/** @returns 200, 206, 304, 404 or 416 */
export async function serveObject(
  store: Pick<ObjectStore, 'get' | 'head'>,
  request: Request,
  { key, tag, headers }: ServedObject,
): Promise<Reply> {
  const described = (facts: ObjectFacts): OutgoingHttpHeaders => ({
    ...headers(facts.contentType),
    etag: tag ?? facts.etag,
    'last-modified': facts.modifiedAt.toUTCString(),
    'accept-ranges': 'bytes',
  });
  const { method, headers: asked } = request;
  const isConditional = ['if-none-match', 'if-modified-since', 'if-range'].some(
    (name) => asked[name] !== undefined,
  );
  if (method === 'HEAD' || isConditional) {
    const facts = await store.head(key);
    if (facts === null) return empty(404);
    const current = tag ?? facts.etag;
    if (isUnchanged(asked, current) || isUnmodified(asked, facts.modifiedAt)) {
      return empty(304, described(facts));
    }
    if (method === 'HEAD')
      return empty(200, { ...described(facts), 'content-length': facts.bytes });
    return send(store, key, rangeOf(asked, current), described);
  }
  return send(store, key, rangeOf(asked, tag ?? ''), described);
}

async function send(
  store: Pick<ObjectStore, 'get' | 'head'>,
  key: string,
  range: string | undefined,
  described: (facts: ObjectFacts) => OutgoingHttpHeaders,
): Promise<Reply> {
  let object: ObjectBody | 'not-modified' | null;
  try {
    object = await store.get(key, range === undefined ? {} : { range });
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'range_not_satisfiable') throw error;
    const facts = await store.head(key);
    return empty(416, { 'content-range': `bytes */${facts?.bytes ?? '*'}` });
  }
  if (object === null || object === 'not-modified') return empty(404);
  const headers = { ...described(object), 'content-length': object.bytes };
  if (object.range === undefined) return stream(object.body, headers);
  const { start, end, total } = object.range;
  return stream(
    object.body,
    { ...headers, 'content-range': `bytes ${start}-${end}/${total}` },
    206,
  );
}
