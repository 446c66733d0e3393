/** `/downloads/{token}`: a selection of the caller's files as one ZIP (`POST /api/downloads` names it). */
import { findDownload, type DownloadDeps } from '@/lib/features/gallery/selected-download';
import { zipGenerations, type ZipDeps } from '@/lib/features/gallery/zip-generations';

import { contentDisposition } from '../file-headers';
import { empty, stream, type Reply } from '../reply';
import { userRoute, type GatewayRequest, type Route } from '../route';

export function downloadRoutes(deps: DownloadDeps & ZipDeps): Route[] {
  return [userRoute('GET root /downloads/{token}', 's3', (request) => download(deps, request))];
}

async function download(
  deps: DownloadDeps & ZipDeps,
  { caller, method, params }: GatewayRequest,
): Promise<Reply> {
  const ids = await findDownload(deps, caller, params['token'] ?? '');
  const day = new Date().toISOString().slice(0, 10);
  const headers = {
    'content-type': 'application/zip',
    'content-disposition': contentDisposition('attachment', `atelier-${day}.zip`),
    'cache-control': 'private, no-store',
  };
  if (method === 'HEAD') return empty(200, headers);
  return stream(await zipGenerations(deps, caller.userId, ids), headers);
}
