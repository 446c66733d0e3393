/**
 * The gateway's prompt routes and ComfyUI socket in this process, with real Redis and a real
 * database, and no worker: tests move runs and publish events themselves. Each rig has a database
 * and a Redis prefix of its own.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { inject } from 'vitest';

import type { ObjectInfo } from '@/lib/comfy/object-info';
import type { Slot } from '@/lib/domain/slot';
import type { User } from '@/lib/domain/user';
import { createAuthenticator } from '@/lib/features/accounts/authenticate';
import { createUser } from '@/lib/features/accounts/create-user';
import { parseSigningKeys } from '@/lib/features/accounts/signing-keys';
import { signToken, type Audience } from '@/lib/features/accounts/tokens';
import { createObjectInfoReader } from '@/lib/features/object-info/read-object-info';
import { createOnlineSlots } from '@/lib/features/slots/list-online-slots';
import { createStorageMeter } from '@/lib/features/storage/storage-meter';
import { createGateway } from '@/lib/gateway/gateway';
import { createPromptRoutes } from '@/lib/gateway/prompts/prompt-routes';
import { createComfySocketHub } from '@/lib/gateway/socket/hub';
import { createLogger } from '@/lib/kernel/log';
import { createRunProducer } from '@/lib/queue/producer';
import { createPublisher, createSubscriber } from '@/lib/realtime/channel';
import { createRunProgressStore } from '@/lib/realtime/run-progress';
import { connectRedis } from '@/lib/redis/connect';
import { connectDatabase, type Database } from '@/prisma-free-db/client';
import { applyIndexes } from '@/prisma-free-db/indexes';

import { NODE_DEFINITIONS } from './node-definitions';

export const RIG_FEATURES = { supports_preview_metadata: true, max_upload_size: 1_000 };
const KEYS = parseSigningKeys('test:0123456789abcdef0123456789abcdef');
const log = createLogger('test', 'silent');

export class RigUser {
  constructor(
    readonly user: User,
    /** The studio's address, such as `http://127.0.0.1:1234/studio`. */
    readonly base: string,
    readonly token: string,
  ) {}

  /** @param ttlS may be negative, for an expired token */
  sign(audience: Audience, ttlS = 60, tokenVersion = this.user.tokenVersion): Promise<string> {
    return signToken(KEYS, { id: this.user.id, tokenVersion }, audience, ttlS);
  }

  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { authorization: `Bearer ${this.token}` };
    return fetch(`${this.base}${path}`, { ...init, headers });
  }

  async get<T = Record<string, unknown>>(path: string): Promise<T> {
    return (await (await this.fetch(path)).json()) as T;
  }

  /** @param body sent as it is when it is a text */
  async post(path: string, body?: unknown): Promise<Response> {
    const text = typeof body === 'string' || body === undefined ? body : JSON.stringify(body);
    return this.fetch(path, { method: 'POST', ...(text !== undefined && { body: text }) });
  }
}

export type GatewayRig = Awaited<ReturnType<typeof startGatewayRig>>;

export async function startGatewayRig(
  options: { runsWaitingMax?: number; reuseResults?: boolean; definitions?: ObjectInfo } = {},
) {
  // Provided by the global set-up of the integration tests.
  const services = inject('services');
  const prefix = `rig-${randomUUID().slice(0, 8)}`;
  const db = await connectDatabase(services.mongodbUri, prefix);
  await applyIndexes(db.collections);
  const redis = await connectRedis(services.redisUrl, 'command', log);
  const queueRedis = await connectRedis(services.redisUrl, 'command', log);
  const listening = await connectRedis(services.redisUrl, 'blocking', log);
  const publisher = createPublisher(redis, prefix, log);
  const progress = createRunProgressStore(redis, prefix);
  const producer = createRunProducer({ redis: queueRedis, prefix, log });
  const authenticator = createAuthenticator({
    users: db.users,
    apiKeys: db.apiKeys,
    keys: KEYS,
    log,
  });
  await offerNodes(db, options.definitions ?? NODE_DEFINITIONS);

  const gateway = createGateway({
    routes: createPromptRoutes({
      ...{ db, redis, prefix, publisher, producer, log },
      storage: createStorageMeter(db.storage),
      objectInfo: createObjectInfoReader({
        online: createOnlineSlots(db.slots),
        objectInfos: db.objectInfos,
      }),
      online: createOnlineSlots(db.slots),
      reuseResults: options.reuseResults ?? false,
      runsWaitingMax: () => Promise.resolve(options.runsWaitingMax ?? 100),
    }),
    ...{ authenticator, log },
    adminNetworks: { includes: () => true },
    editorFiles: { handle: () => Promise.resolve(false) },
    maxJsonBytes: 1_000_000,
    trustProxy: false,
    onAnswer: () => undefined,
  });
  const hub = createComfySocketHub({
    ...{ authenticator, keys: KEYS, progress, log },
    ...{ users: db.users, promptRuns: db.promptRuns },
    subscriber: createSubscriber(listening, prefix, log),
    trustProxy: false,
    features: RIG_FEATURES,
  });
  const server = createServer((request, response) => void gateway.handle(request, response));
  server.on('upgrade', (request, socket, head) => hub.handleUpgrade(request, socket, head));
  const base = `http://127.0.0.1:${await listen(server)}/studio`;

  return {
    ...{ db, redis, prefix, publisher, producer, progress, base, hub },
    /** Cuts the queue's connection, as if Redis were away for it alone. */
    cutQueue: () => queueRedis.disconnect(),
    /** Cuts the connection on which events come; it is made again by itself. */
    cutEvents: () => listening.disconnect(true),
    async user(): Promise<RigUser> {
      const email = `${randomUUID()}@example.org`;
      const { user } = await createUser({ db }, { email, password: 'a password of tests' });
      return new RigUser(user, base, await signToken(KEYS, user, 'access', 3600));
    },
    async stop(): Promise<void> {
      await hub.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await producer.close();
      const keys = await redis.keys(`${prefix}:*`);
      if (keys.length > 0) await redis.del(...keys);
      for (const connection of [redis, queueRedis, listening]) connection.disconnect();
      await db.close();
    },
  };
}

/** A slot that is online for the length of a test run and offers the nodes. */
async function offerNodes(db: Database, definitions: ObjectInfo): Promise<void> {
  const objectInfoHash = await db.objectInfos.putAsSystem({ ...definitions });
  const slot: Slot = {
    id: 'rig:0',
    workerId: 'rig',
    pool: 'default',
    state: 'ready',
    reason: '',
    runnerKind: 'builtin',
    runnerVersion: '0',
    device: { kind: 'cpu', index: 0, name: 'CPU' },
    ...{ metrics: null, models: [], port: null, outsidePort: null, workspaceId: null },
    objectInfoHash,
    systemStats: null,
    runId: null,
    heartbeatAt: new Date(Date.now() + 3_600_000),
  };
  await db.slots.putAsSystem(slot);
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
