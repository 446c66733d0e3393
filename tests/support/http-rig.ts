/**
 * The web process's HTTP side in this process: services, gateway, live views and request listener as
 * server.ts puts them together, on real MongoDB, Redis and object storage. The JSON API's
 * route files are called without Next, and pages are a fixed text, so that no build is needed. Each rig has a database, a prefix and a bucket of its own.
 */
import { randomUUID } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { ObjectInfo } from '@/lib/comfy/object-info';
import type { Slot } from '@/lib/domain/slot';
import type { Role, User } from '@/lib/domain/user';
import { createUser } from '@/lib/features/accounts/create-user';
import { signToken } from '@/lib/features/accounts/tokens';
import { readOverview } from '@/lib/features/admin/overview/read-overview';
import { clientAddress } from '@/lib/gateway/client-address';
import { createRoutes } from '@/lib/gateway/create-routes';
import { extensionFile } from '@/lib/gateway/editor/studio-extension';
import { createGateway } from '@/lib/gateway/gateway';
import { createMetrics } from '@/lib/gateway/metrics';
import { createReadiness } from '@/lib/gateway/readiness';
import { createRequestListener } from '@/lib/gateway/request-listener';
import { serverFeatures } from '@/lib/gateway/server-features';
import { createComfySocketHub } from '@/lib/gateway/socket/hub';
import { createUpgradeListener } from '@/lib/gateway/upgrade-listener';
import { createServices } from '@/lib/http/create-services';
import { isSameOrigin } from '@/lib/http/origin';
import { parseEnv } from '@/lib/kernel/env';
import { createLogger } from '@/lib/kernel/log';
import { createShutdown } from '@/lib/kernel/shutdown';
import { createSubscriber } from '@/lib/realtime/channel';
import { createRunProgressStore } from '@/lib/realtime/run-progress';
import { createLiveServer } from '@/lib/realtime/socket-io';
import { connectRedis } from '@/lib/redis/connect';
import { applyIndexes } from '@/prisma-free-db/indexes';

import { createAppRoutes } from './app-routes';
import { NODE_DEFINITIONS } from './node-definitions';
import type { ServiceAddresses } from './services';

/** What the page listener answers for everything that is Next's. */
export const PAGE_TEXT = 'a page';
const SECRET = 'test:0123456789abcdef0123456789abcdef';
const EXTENSION = {
  version: 'test',
  files: new Map([['extension.js', extensionFile('extension.js', Buffer.from('export {};'))]]),
};
const log = createLogger('test', 'silent');

/** A signed-in user with what a script would use. */
export class HttpUser {
  constructor(
    readonly user: User,
    readonly origin: string,
    readonly token: string,
  ) {}

  fetch(target: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${this.token}`);
    return fetch(`${this.origin}${target}`, { ...init, headers });
  }

  /** The JSON that a GET below `/studio/api` answers. */
  async get<T = unknown>(target: string): Promise<T> {
    return (await (await this.fetch(`/studio/api${target}`)).json()) as T;
  }

  /** A POST below `/studio/api`. @param body sent as it is when it is a text */
  post(target: string, body?: unknown): Promise<Response> {
    const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
    const init = { method: 'POST', ...(text !== undefined && { body: text }) };
    return this.fetch(`/studio/api${target}`, init);
  }

  /** A form with a file, as the editor sends it. */
  upload(
    target: string,
    file: { name: string; bytes: Uint8Array; field?: string },
    fields: Record<string, string> = {},
  ): Promise<Response> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.set(name, value);
    form.set(file.field ?? 'image', new Blob([Buffer.from(file.bytes)]), file.name);
    return this.fetch(target, { method: 'POST', body: form });
  }
}

export type HttpRig = Awaited<ReturnType<typeof startHttpRig>>;

/** @param variables over the rig's own environment */
export async function startHttpRig(
  services: ServiceAddresses,
  variables: Record<string, string> = {},
) {
  const name = `rig-${randomUUID().slice(0, 8)}`;
  const dataDir = await mkdtemp(path.join(tmpdir(), 'atelier-rig-'));
  const config = parseEnv('web', {
    ATELIER_DATA_DIR: dataDir,
    EDITOR_DIR: dataDir,
    AUTH_SECRETS: SECRET,
    MONGODB_URI: services.mongodbUri,
    MONGODB_DB: name,
    REDIS_URL: services.redisUrl,
    REDIS_PREFIX: name,
    S3_ENDPOINT: services.s3Endpoint,
    S3_BUCKET: name,
    S3_ACCESS_KEY_ID: services.s3AccessKeyId,
    S3_SECRET_ACCESS_KEY: services.s3SecretAccessKey,
    ...variables,
  });
  const shutdown = createShutdown(log);
  const web = await createServices(config, log, shutdown);
  await applyIndexes(web.db.collections);
  const listening = await connectRedis(config.REDIS_URL, 'blocking', log);
  shutdown.onClose('subscriber', () => listening.disconnect());

  const server = createServer();
  const metrics = createMetrics({ db: web.db, sockets: () => ({ comfy: 0, live: 0 }) });
  const readiness = createReadiness({ ...web, isClosing: () => false });
  const routes = createRoutes(web, { metrics, readiness, extension: EXTENSION });
  const gateway = createGateway({
    ...{ routes, log, trustProxy: config.TRUST_PROXY, authenticator: web.authenticator },
    adminNetworks: web.adminNetworks,
    editorFiles: {
      handle(file, _, response) {
        if (file !== 'assets/known.js') return Promise.resolve(false);
        response.end('known');
        return Promise.resolve(true);
      },
    },
    maxJsonBytes: config.MAX_JSON_BYTES,
    onAnswer: metrics.onAnswer,
  });
  const answerApi = createAppRoutes(web);
  const listener = createRequestListener({
    ...{ gateway, log, trustProxy: config.TRUST_PROXY },
    publicUrl: config.PUBLIC_URL,
    filesUrls: [config.S3_PUBLIC_ENDPOINT],
    async drawPage(request, response) {
      if (!(await answerApi(request, response))) response.end(PAGE_TEXT);
    },
  });
  server.on('request', listener);
  const hub = createComfySocketHub({
    ...{ authenticator: web.authenticator, keys: web.keys, log, trustProxy: false },
    ...{ users: web.db.users, promptRuns: web.db.promptRuns },
    subscriber: createSubscriber(listening, name, log),
    progress: createRunProgressStore(web.redis, name),
    features: serverFeatures(config.MAX_UPLOAD_BYTES),
  });
  shutdown.onClose('editor sockets', () => hub.close());
  server.on(
    'upgrade',
    createUpgradeListener({
      ...{ comfySockets: hub, development: null, trustProxy: false },
      liveViewsPath: '/socket.io',
    }),
  );
  const live = createLiveServer({
    ...{ server, log, subscriber: createSubscriber(listening, name, log) },
    authenticate: ({ cookie, authorization }) =>
      web.authenticator.fromRequest({ cookie, authorization }),
    console: {
      ...{ redis: listening, prefix: name },
      overview: (role) => readOverview({ db: web.db, redis: web.redis, prefix: name }, { role }),
      isOpenTo: (request) => web.adminNetworks.includes(clientAddress(request, false)),
    },
    authenticateToken: (token) => web.authenticator.fromBearer(token),
    isSameOrigin: (headers) => isSameOrigin((key) => headers[key]?.toString(), false),
  });
  shutdown.onClose('live views', () => live.close());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    ...{ web, routes, live, origin, db: web.db, store: web.store, publisher: web.publisher },
    /** Files of uploads that are under way. */
    uploading: () => readdir(path.join(dataDir, 'uploading')).catch(() => []),
    async user(role: Role = 'user', more: Partial<User> = {}): Promise<HttpUser> {
      const email = `${randomUUID()}@example.org`;
      const password = 'a password of tests';
      const { user } = await createUser({ db: web.db }, { email, password, role });
      if (more.mustChangePassword === true) {
        await web.db.users.changeAndRevoke(user.id, { mustChangePassword: true });
      }
      const known = (await web.db.users.findById(user.id)) ?? user;
      return new HttpUser(known, origin, await signToken(web.keys, known, 'access', 3_600));
    },
    /** An online slot that offers the nodes. */
    async offer(id: string, definitions: ObjectInfo = NODE_DEFINITIONS, more: Partial<Slot> = {}) {
      const objectInfoHash = await web.db.objectInfos.putAsSystem({ ...definitions });
      const slot: Slot = {
        ...{ id, workerId: 'rig', pool: 'default', state: 'ready', reason: '' },
        ...{ runnerKind: 'builtin', runnerVersion: '0', systemStats: null },
        device: { kind: 'cpu', index: 0, name: 'CPU' },
        ...{ metrics: null, models: [], port: null, outsidePort: null, workspaceId: null },
        ...{ objectInfoHash, runId: null, heartbeatAt: new Date(Date.now() + 3_600_000) },
        ...more,
      };
      await web.db.slots.putAsSystem(slot);
    },
    async stop(): Promise<void> {
      server.closeAllConnections();
      await shutdown.close();
      await new Promise((resolve) => server.close(resolve));
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
