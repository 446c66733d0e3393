/** Small fixed answers that the editor asks for at its start, and what it must not get. */
import { OBJECT_INFO_VERSION_HEADER } from '@/lib/domain/editor-manifest';
import type { Caller } from '@/lib/domain/user';
import type { OnlineSlots } from '@/lib/features/slots/list-online-slots';
import { readSystemStats } from '@/lib/features/slots/read-system-stats';
import { AppError } from '@/lib/kernel/errors';

import { acceptedEncoding } from '../accepted-encoding';
import { extensionPaths, type StudioExtension } from '../editor/studio-extension';
import { isUnchanged } from '../file-headers';
import { bytes, empty, json, type Reply } from '../reply';
import { serverFeatures } from '../server-features';
import { publicRoute, userRoute, type PublicRequest, type Route } from '../route';

export interface EditorRouteDeps {
  readonly online: OnlineSlots;
  readonly maxUploadBytes: number;
  readonly extension: StudioExtension;
  readonly objectInfoVersion: (caller: Caller) => Promise<string>;
}

const FOR_EVER = 'public, max-age=31536000, immutable';

const forbidden = (why: string) => (): never => {
  throw new AppError('forbidden', why);
};
const noLogs = forbidden("A runner's log is shown on the admin pages.");

export function editorRoutes(deps: EditorRouteDeps): Route[] {
  const { online, maxUploadBytes, extension, objectInfoVersion } = deps;
  return [
    userRoute('GET twin /features', 'fixed', async ({ caller }) =>
      json(serverFeatures(maxUploadBytes), 200, {
        [OBJECT_INFO_VERSION_HEADER]: await objectInfoVersion(caller),
      }),
    ),
    userRoute('GET twin /extensions', 'fixed', () => json(extensionPaths(extension))),
    publicRoute('GET bare /extensions/atelier/{name}', 'editor-files', (request) =>
      extensionFile(extension, request),
    ),
    userRoute('GET twin /system_stats', 'slots', async ({ caller }) =>
      json(await readSystemStats(online, caller.pool)),
    ),
    userRoute('GET twin /workflow_templates', 'fixed', () => json({})),
    userRoute('GET twin /global_subgraphs', 'fixed', () => json({})),
    userRoute('GET twin /global_subgraphs/{id}', 'fixed', () => json(null)),
    userRoute('GET twin /node_replacements', 'fixed', () => json({})),
    userRoute('GET bare /templates/{name}', 'fixed', ({ params }) =>
      template(params['name'] ?? ''),
    ),
    publicRoute('GET bare /user.css', 'fixed', () =>
      bytes(new Uint8Array(), 'text/css; charset=utf-8'),
    ),
    ...refusedRoutes(),
  ];
}

/** Known to the editor, but not for users of a shared runner: refused rather than unknown. */
function refusedRoutes(): Route[] {
  return [
    userRoute('GET bare /internal/folder_paths', 'fixed', () => json({})),
    userRoute('GET bare /internal/logs', 'fixed', noLogs),
    userRoute('GET bare /internal/logs/raw', 'fixed', noLogs),
    userRoute('PATCH bare /internal/logs/subscribe', 'fixed', noLogs),
    userRoute(
      'POST twin /free',
      'fixed',
      forbidden('This acts on a runner, which serves everybody.'),
    ),
    userRoute('GET api /assets', 'fixed', () =>
      json({ error: { code: 'SERVICE_DISABLED', message: 'Assets are off.', details: {} } }, 503),
    ),
  ];
}

/** No templates are offered: their pictures would come from elsewhere. */
function template(name: string): Reply {
  if (name === 'index_logo.json') return json({});
  return /^index[\w.-]*\.json$/.test(name) ? json([]) : empty(404);
}

async function extensionFile(
  { files, version }: StudioExtension,
  request: PublicRequest,
): Promise<Reply> {
  const { params, query, headers } = request;
  const file = files.get(params['name'] ?? '');
  if (file === undefined) return empty(404);
  const etag = `"${version}"`;
  // Chunks carry a hash in their names, the others are asked for with the version.
  const isFixed = query.get('v') === version || /-[A-Z0-9]{8}\.js$/.test(params['name'] ?? '');
  const kept = { etag, 'cache-control': isFixed ? FOR_EVER : 'no-cache' };
  if (isUnchanged(headers, etag)) return empty(304, kept);
  const encoding = acceptedEncoding(headers['accept-encoding']);
  return bytes(await file.encoded(encoding), file.contentType, {
    ...kept,
    vary: 'Accept-Encoding',
    ...(encoding !== 'identity' && { 'content-encoding': encoding }),
  });
}
