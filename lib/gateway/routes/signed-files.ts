/** `/files/…`: one object for whoever holds its signed URL (lib/storage/signed-urls.ts). */
import type { ObjectStore } from '@/lib/storage/object-store';
import type { UrlSigner } from '@/lib/storage/signed-urls';

import { contentDisposition, rangeOf, showHeaders } from '../file-headers';
import { empty, stream, type Reply } from '../reply';
import { publicRoute, type PublicRequest, type Route } from '../route';

export interface SignedFileRouteDeps {
  readonly store: Pick<ObjectStore, 'get' | 'head'>;
  readonly urls: Pick<UrlSigner, 'verify'>;
}

export function signedFileRoutes(deps: SignedFileRouteDeps): Route[] {
  return [publicRoute('GET root /files/{key...}', 's3', (request) => serve(deps, request))];
}

async function serve(
  { store, urls }: SignedFileRouteDeps,
  { target, method, headers }: PublicRequest,
): Promise<Reply> {
  const url = new URL(`${target.path}?${target.query.toString()}`, 'http://files');
  const granted = urls.verify(url, new Date());
  if (granted === null) return empty(403);
  const { key, downloadName } = granted;
  const name = downloadName ?? key.slice(key.lastIndexOf('/') + 1);
  const common = (contentType: string, etag: string) => ({
    ...showHeaders(contentType, name, headers),
    ...(downloadName !== null && {
      'content-disposition': contentDisposition('attachment', downloadName),
    }),
    ...(etag !== '' && { etag }),
    'accept-ranges': 'bytes',
    // Keys are derived from content or run: what a URL names never changes.
    'cache-control': 'private, max-age=31536000, immutable',
  });
  if (method === 'HEAD') {
    const facts = await store.head(key);
    if (facts === null) return empty(404);
    const { contentType, etag, bytes } = facts;
    return empty(200, { ...common(contentType, etag), 'content-length': bytes });
  }
  const range = rangeOf(headers, headers['if-range']?.toString() ?? '');
  const ifNoneMatch = headers['if-none-match'];
  const object = await store.get(key, {
    ...(range !== undefined && { range }),
    ...(ifNoneMatch !== undefined && { ifNoneMatch }),
  });
  if (object === null) return empty(404);
  if (object === 'not-modified') return empty(304, { etag: ifNoneMatch });
  const length = { ...common(object.contentType, object.etag), 'content-length': object.bytes };
  if (object.range === undefined) return stream(object.body, length);
  const { start, end, total } = object.range;
  return stream(object.body, { ...length, 'content-range': `bytes ${start}-${end}/${total}` }, 206);
}
