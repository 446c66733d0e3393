/** `/s/<token>/<file>`: one file of a public link. The page itself is Next's. */
import { openSharedFile, type OpenShareDeps } from '@/lib/features/shares/open-share';
import type { ShareThrottle } from '@/lib/features/shares/share-throttle';
import type { ObjectStore } from '@/lib/storage/object-store';

import { contentDisposition, showHeaders } from '../file-headers';
import { empty, type Reply } from '../reply';
import { publicRoute, type PublicRequest, type Route } from '../route';
import { serveObject } from '../serve-object';

export interface SharedFileRouteDeps {
  readonly shares: OpenShareDeps;
  readonly throttle: Pick<ShareThrottle, 'admit' | 'miss'>;
  readonly store: Pick<ObjectStore, 'get' | 'head'>;
}

const HIDDEN = { 'x-robots-tag': 'noindex, nofollow' };

export function sharedFileRoutes(deps: SharedFileRouteDeps): Route[] {
  return [publicRoute('GET root /s/{token}/{file}', 's3', (request) => serve(deps, request))];
}

async function serve(
  { shares, throttle, store }: SharedFileRouteDeps,
  request: PublicRequest,
): Promise<Reply> {
  const { params, query, headers } = request;
  const address = headers['x-atelier-client-ip']?.toString() ?? 'unknown';
  await throttle.admit(address);
  const file = await openSharedFile(
    shares,
    params['token'] ?? '',
    params['file'] ?? '',
    query.get('width'),
  );
  if (file === null) {
    await throttle.miss(address);
    return empty(404, HIDDEN);
  }
  const { key, filename, contentType } = file;
  const isDownload = query.has('download');
  return serveObject(store, request, {
    key,
    tag: null,
    headers: () => ({
      ...showHeaders(contentType, filename, headers),
      ...(isDownload && { 'content-disposition': contentDisposition('attachment', filename) }),
      ...HIDDEN,
      // Asked for again each time, so that a link that was revoked is at its end.
      'cache-control': 'private, no-cache',
    }),
  });
}
