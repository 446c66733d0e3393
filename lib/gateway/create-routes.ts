/** All routes of the gateway, put together from the web process's services. */
import path from 'node:path';

import { createObjectInfoEncoder } from '@/lib/features/object-info/encode-object-info';
import { createObjectInfoReader } from '@/lib/features/object-info/read-object-info';
import { createQueueReader } from '@/lib/features/scheduling/read-queue';
import { createOnlineSlots } from '@/lib/features/slots/list-online-slots';
import type { WebServices } from '@/lib/http/services';

import type { StudioExtension } from './editor/studio-extension';
import type { Metrics } from './metrics';
import { STUDIO_BASE } from './paths';
import { createPromptRoutes } from './prompts/prompt-routes';
import { createPreviewCache } from './preview-cache';
import type { Readiness } from './readiness';
import type { Route } from './route';
import { assertAllowed } from './route-table';
import { accountRoutes } from './routes/accounts';
import { downloadRoutes } from './routes/downloads';
import { directUploadRoutes } from './routes/direct-uploads';
import { editorRoutes } from './routes/editor';
import { fileRoutes } from './routes/files';
import { nodeRoutes, objectInfoVersion } from './routes/nodes';
import { processRoutes } from './routes/process';
import { queueRoutes } from './routes/queue';
import { sharedFileRoutes } from './routes/shared-files';
import { signedFileRoutes } from './routes/signed-files';
import { uploadRoutes } from './routes/uploads';
import { userDataRoutes } from './routes/user-data';

/** Of converted pictures; the memory of an idle web process stays small. */
const PREVIEW_CACHE_BYTES = 24 * 1024 * 1024;

/** Where this host keeps files that are on their way to object storage. */
export function uploadingDirectory(env: { readonly ATELIER_DATA_DIR: string }): string {
  return path.resolve(env.ATELIER_DATA_DIR, 'uploading');
}

export interface RouteParts {
  readonly metrics: Pick<Metrics, 'read'>;
  readonly readiness: () => Promise<Readiness>;
  readonly extension: StudioExtension;
}

/** @throws when the routes are not exactly those of the allow-list */
export function createRoutes(web: WebServices, parts: RouteParts): readonly Route[] {
  const { env, db, log, redis, publisher, producer, store, urls, authenticator, storage } = web;
  const online = createOnlineSlots(db.slots);
  const objectInfo = createObjectInfoReader({ online, objectInfos: db.objectInfos });
  const nodes = { db, objectInfo, encoder: createObjectInfoEncoder(STUDIO_BASE) };
  const maxUploadBytes = env.MAX_UPLOAD_BYTES;
  const routes = [
    ...processRoutes({
      ...{ authenticator, metrics: parts.metrics, readiness: parts.readiness },
      ...{ adminNetworks: web.adminNetworks, trustProxy: env.TRUST_PROXY },
    }),
    ...accountRoutes(db),
    ...userDataRoutes(db, storage),
    ...editorRoutes({
      ...{ online, maxUploadBytes, extension: parts.extension },
      objectInfoVersion: (caller) => objectInfoVersion(nodes, caller),
    }),
    ...nodeRoutes(nodes),
    ...createPromptRoutes({
      ...{ db, objectInfo, log, redis, publisher, producer, storage },
      prefix: env.REDIS_PREFIX,
      runsRunningMax: env.RUNS_RUNNING_MAX,
      online,
      reuseResults: env.REUSE_RESULTS,
      runsWaitingMax: async () => (await web.settings.read()).runsWaitingMax,
    }),
    ...queueRoutes({
      ...{ promptRuns: db.promptRuns, queueControls: db.queueControls, producer },
      queue: createQueueReader({ promptRuns: db.promptRuns, producer, online }),
    }),
    ...fileRoutes({ db, store, previews: createPreviewCache(PREVIEW_CACHE_BYTES) }),
    ...uploadRoutes({
      ...{ db, store, urls, maxUploadBytes, storage },
      directory: uploadingDirectory(env),
    }),
    ...downloadRoutes({ redis, prefix: env.REDIS_PREFIX, gallery: db.gallery, store }),
    ...signedFileRoutes({ store, urls, isBehindCdn: env.CDN_BASE_URL !== undefined }),
    ...directUploadRoutes({ ...db, store, storage, bytesMax: env.MAX_DIRECT_UPLOAD_BYTES }),
    ...sharedFileRoutes({ shares: db, throttle: web.shareThrottle, store }),
  ];
  assertAllowed(routes);
  return routes;
}
