/**
 * The web process: one port for pages (Next), the gateway, Socket.IO and ComfyUI's socket. It holds
 * no state that a second replica would miss. Things are made in order and closed in reverse.
 */
import { createServer, type Server } from 'node:http';

import type { Redis } from 'ioredis';
import next from 'next';

import { readOverview } from '@/lib/features/admin/overview/read-overview';
import { clearStaleUploads } from '@/lib/gateway/clear-stale-uploads';
import { clientAddress } from '@/lib/gateway/client-address';
import { createRoutes, uploadingDirectory } from '@/lib/gateway/create-routes';
import { builtDirectory } from '@/lib/gateway/editor/built-directory';
import { createEditorFiles } from '@/lib/gateway/editor/editor-files';
import { readStudioExtension } from '@/lib/gateway/editor/studio-extension';
import { createGateway } from '@/lib/gateway/gateway';
import { closeConnections, listen } from '@/lib/gateway/listen';
import { createMetrics } from '@/lib/gateway/metrics';
import { createReadiness } from '@/lib/gateway/readiness';
import { createRequestListener, type RequestListenerDeps } from '@/lib/gateway/request-listener';
import { serverFeatures } from '@/lib/gateway/server-features';
import { createComfySocketHub } from '@/lib/gateway/socket/hub';
import { createUpgradeListener } from '@/lib/gateway/upgrade-listener';
import { keepCaddyFor } from '@/lib/gateway/caddy/keep-caddy-for';
import { createDoor } from '@/lib/gateway/workspaces/create-door';
import { createServices } from '@/lib/http/create-services';
import { isSameOrigin } from '@/lib/http/origin';
import { provideServices, type WebServices } from '@/lib/http/services';
import { env, EnvironmentError, setFrameworkVariables, type WebEnv } from '@/lib/kernel/env';
import { AppError, errorMessage } from '@/lib/kernel/errors';
import { createLogger, type Logger } from '@/lib/kernel/log';
import { closeOnSignals, createShutdown, type Shutdown } from '@/lib/kernel/shutdown';
import { createSubscriber, type Subscriber } from '@/lib/realtime/channel';
import { createRunProgressStore } from '@/lib/realtime/run-progress';
import { createLiveServer, SOCKET_IO_PATH, type LiveServer } from '@/lib/realtime/socket-io';
import { connectRedis } from '@/lib/redis/connect';

/** Slow uplinks may take this long for one upload. */
const REQUEST_TIMEOUT_MS = 15 * 60_000;
/** Longer than the idle time of common proxies, so that they and not we end a kept connection. */
const KEEP_ALIVE_TIMEOUT_MS = 75_000;
const EXIT_LIMIT_MS = 2_000;

async function start(config: WebEnv, log: Logger, shutdown: Shutdown): Promise<void> {
  const { HOST: hostname, PORT: port } = config;
  setFrameworkVariables(config);
  const web = await createServices(config, log, shutdown);
  provideServices(web);
  await clearStaleUploads(uploadingDirectory(config));
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS });
  server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT_MS;
  // Next gets a server that never listens: it would take our upgrades for its own.
  const decoy = createServer();
  const dev = config.NODE_ENV === 'development';
  const pages = next({ dev, hostname, port, httpServer: decoy });
  await pages.prepare();
  shutdown.onClose('pages', () => pages.close());
  shutdown.onClose('connections', () => closeConnections(server));
  const state = await serve(web, server, {
    shutdown,
    development: dev ? decoy : null,
    drawPage: pages.getRequestHandler(),
  });
  await listen(server, port, hostname);
  shutdown.onClose('listening', () => {
    state.closing = true;
    server.close();
  });
  log.info({ address: server.address() }, 'listening');
}

interface ServeParts {
  readonly shutdown: Shutdown;
  readonly development: Server | null;
  readonly drawPage: RequestListenerDeps['drawPage'];
}

/** Puts everything that answers on the server, before it listens. */
async function serve(
  web: WebServices,
  server: Server,
  { shutdown, development, drawPage }: ServeParts,
): Promise<{ closing: boolean }> {
  const { env: config, db, redis, log, keys, authenticator } = web;
  const { REDIS_PREFIX: prefix, TRUST_PROXY: trustProxy } = config;
  const state = { closing: false };
  const listening = await connectRedis(config.REDIS_URL, 'blocking', log);
  shutdown.onClose('subscriber', () => listening.disconnect());
  const subscriber = createSubscriber(listening, prefix, log);

  const comfySockets = createComfySocketHub({
    ...{ authenticator, keys, trustProxy, subscriber, log },
    ...{ users: db.users, promptRuns: db.promptRuns },
    progress: createRunProgressStore(redis, prefix),
    features: serverFeatures(config.MAX_UPLOAD_BYTES),
  });
  shutdown.onClose('editor sockets', () => comfySockets.close());
  const sockets = () => ({ comfy: comfySockets.size, live: live.size });
  const metrics = createMetrics({ db, sockets });
  const readiness = createReadiness({ ...web, isClosing: () => state.closing });
  const built = builtDirectory(import.meta.dirname);
  const editorFiles = await createEditorFiles({ dir: config.EDITOR_DIR, log });
  const gateway = createGateway({
    ...{ log, trustProxy, authenticator, onAnswer: metrics.onAnswer, editorFiles },
    adminNetworks: web.adminNetworks,
    routes: createRoutes(web, {
      ...{ metrics, readiness },
      extension: await readStudioExtension(built),
    }),
    maxJsonBytes: config.MAX_JSON_BYTES,
  });
  const workspaces = await createDoor(web, { gateway, comfySockets, editorFiles, built });
  shutdown.onClose('workspaces', () => workspaces.close());
  const caddy = keepCaddyFor(web);
  shutdown.onClose('Caddy', () => caddy?.stop());
  const page = {
    trustProxy,
    publicUrl: config.PUBLIC_URL,
    filesUrls: [config.CDN_BASE_URL, config.S3_PUBLIC_ENDPOINT],
  };
  server.on('request', createRequestListener({ ...page, gateway, workspaces, drawPage, log }));
  // Socket.IO puts itself before the request listeners that are there when it comes.
  const live = openLiveViews(web, server, subscriber, listening);
  shutdown.onClose('live views', () => live.close());
  const upgrade = {
    comfySockets,
    workspaces,
    development,
    trustProxy,
    liveViewsPath: SOCKET_IO_PATH,
  };
  server.on('upgrade', createUpgradeListener(upgrade));
  return state;
}

function openLiveViews(
  web: WebServices,
  server: Server,
  subscriber: Subscriber,
  listening: Redis,
): LiveServer {
  const { authenticator, log, env: config, db, redis, adminNetworks } = web;
  const prefix = config.REDIS_PREFIX;
  return createLiveServer({
    ...{ server, subscriber, log },
    authenticate: ({ cookie, authorization }) =>
      authenticator.fromRequest({ cookie, authorization }),
    console: {
      ...{ redis: listening, prefix },
      overview: (role) => readOverview({ db, redis, prefix }, { role }),
      isOpenTo: (request) => adminNetworks.includes(clientAddress(request, config.TRUST_PROXY)),
    },
    authenticateToken: (token) => authenticator.fromBearer(token),
    isSameOrigin: (headers) =>
      isSameOrigin((name) => headers[name]?.toString(), config.TRUST_PROXY),
  });
}

async function main(): Promise<void> {
  const config = env('web');
  const log = createLogger('web', config.LOG_LEVEL);
  const shutdown = createShutdown(log);
  closeOnSignals(shutdown, log);
  try {
    await start(config, log, shutdown);
  } catch (error) {
    await shutdown.close();
    throw error;
  }
}

main().catch((error: unknown) => {
  const known = error instanceof AppError || error instanceof EnvironmentError;
  const text =
    known || !(error instanceof Error) ? errorMessage(error) : (error.stack ?? error.message);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
  // Something half started may keep the process alive.
  setTimeout(() => process.exit(1), EXIT_LIMIT_MS).unref();
});
