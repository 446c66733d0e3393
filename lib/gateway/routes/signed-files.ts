/** `/files/…`: one object for whoever holds its signed URL (lib/storage/signed-urls.ts). */
import type { ObjectStore } from '@/lib/storage/object-store';
import type { UrlSigner } from '@/lib/storage/signed-urls';

import { contentDisposition, showHeaders } from '../file-headers';
import { empty, type Reply } from '../reply';
import { publicRoute, type PublicRequest, type Route } from '../route';
import { serveObject } from '../serve-object';

/** Keys are derived from content or run: what a URL names never changes. */
const FOR_EVER = 'private, max-age=31536000, immutable';

/**
 * The signature in the URL is the permission, so a network may keep the answer and give it to whoever
 * asks for that URL, but no longer than the URL works. Our pages are of another origin than it.
 */
const sharedHeaders = (validS: number): Record<string, string> => ({
  'cache-control': `public, max-age=${validS}, immutable`,
  'cross-origin-resource-policy': 'cross-origin',
  'access-control-allow-origin': '*',
});

export interface SignedFileRouteDeps {
  readonly store: Pick<ObjectStore, 'get' | 'head'>;
  readonly urls: Pick<UrlSigner, 'verify'>;
  /** Whether a content delivery network stands in front. */
  readonly isBehindCdn: boolean;
}

export function signedFileRoutes(deps: SignedFileRouteDeps): Route[] {
  return [publicRoute('GET root /files/{key...}', 's3', (request) => serve(deps, request))];
}

async function serve(
  { store, urls, isBehindCdn }: SignedFileRouteDeps,
  request: PublicRequest,
): Promise<Reply> {
  const { target, headers } = request;
  const url = new URL(`${target.path}?${target.query.toString()}`, 'http://files');
  const granted = urls.verify(url, new Date());
  if (granted === null) return empty(403);
  const { key, downloadName, validS } = granted;
  const name = downloadName ?? key.slice(key.lastIndexOf('/') + 1);
  return serveObject(store, request, {
    key,
    tag: null,
    headers: (contentType) => ({
      ...showHeaders(contentType, name, headers),
      ...(downloadName !== null && {
        'content-disposition': contentDisposition('attachment', downloadName),
      }),
      ...(isBehindCdn ? sharedHeaders(validS) : { 'cache-control': FOR_EVER }),
    }),
  });
}
