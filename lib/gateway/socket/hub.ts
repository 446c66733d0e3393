/**
 * The ComfyUI socket of this replica. It takes upgrades, finds out who asks, and gives each user's
 * sockets the events of that user. A client id is data: it says which of the *user's* sockets are
 * meant, never whose.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

import type { Redis } from 'ioredis';
import { WebSocketServer, type WebSocket } from 'ws';

import { CLIENT_ID_MAX_LENGTH } from '@/lib/comfy/prompt-request';
import type { Caller } from '@/lib/domain/user';
import type { WebEnv } from '@/lib/kernel/env';
import { errorMessage } from '@/lib/kernel/errors';
import type { UserId } from '@/lib/kernel/ids';
import type { Logger } from '@/lib/kernel/log';
import type { Subscriber } from '@/lib/realtime/channel';
import { createRunProgressStore } from '@/lib/realtime/run-progress';
import type { Database } from '@/prisma-free-db/client';

import type { ComfySocketHub } from '../comfy-socket-hub';
import { parseTarget } from '../paths';
import { serverFeatures } from '../server-features';
import { admitSocket, type AdmitDeps } from './admit-socket';
import { CLOSINGS, type SocketClosing } from './close-codes';
import { createDeliveredEnds } from './delivered-ends';
import { createSocketClient } from './socket-client';
import { UserSockets } from './user-sockets';

/** The web process's services, as far as the socket needs them. */
export interface ComfySocketHubDeps {
  readonly env: Pick<WebEnv, 'MAX_UPLOAD_BYTES' | 'REDIS_PREFIX' | 'TRUST_PROXY'>;
  readonly log: Logger;
  readonly db: Pick<Database, 'promptRuns' | 'users'>;
  readonly redis: Redis;
  readonly keys: AdmitDeps['keys'];
  readonly authenticator: AdmitDeps['authenticator'];
  readonly subscriber: Subscriber;
}

const INBOUND_MAX_BYTES = 4 * 1024 * 1024;
/** Proxies cut connections that are silent for 30 s or more. */
const HEARTBEAT_MS = 25_000;
const SOCKETS_PER_USER_MAX = 100;
/** How long sockets get to take their closing when the server stops. */
const CLOSE_LIMIT_MS = 1_000;

export function createComfySocketHub(deps: ComfySocketHubDeps): ComfySocketHub {
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: INBOUND_MAX_BYTES,
  });
  const { db, env, log, subscriber } = deps;
  const admit: AdmitDeps = { ...deps, users: db.users, trustProxy: env.TRUST_PROXY };
  const features = serverFeatures(env.MAX_UPLOAD_BYTES);
  const delivered = createDeliveredEnds();
  const progress = createRunProgressStore(deps.redis, env.REDIS_PREFIX);
  const { promptRuns, users: accounts } = db;
  const home = { promptRuns, users: accounts, subscriber, progress, delivered, log };
  const users = new Map<UserId, UserSockets>();
  let isClosing = false;

  const heartbeat = setInterval(() => {
    delivered.prune();
    for (const sockets of users.values()) {
      for (const client of sockets) client.checkAlive();
      sockets.reconcile();
    }
  }, HEARTBEAT_MS);
  heartbeat.unref();

  async function open(
    request: IncomingMessage,
    duplex: Duplex,
    head: Buffer,
    query: URLSearchParams,
  ): Promise<void> {
    const admission = isClosing ? CLOSINGS.goingAway : await admitSocket(admit, request, query);
    if (duplex.destroyed) return;
    // The handshake is completed even for a refusal: browsers show no reason of a refused handshake.
    server.handleUpgrade(request, duplex, head, (socket) => {
      socket.on('error', (error) => log.debug({ error: error.message }, 'socket error'));
      if ('code' in admission) refuse(socket, admission);
      else register(socket, admission, query.get('clientId'));
    });
  }

  function register(socket: WebSocket, caller: Caller, given: string | null): void {
    let sockets = users.get(caller.userId);
    if (sockets !== undefined && sockets.size >= SOCKETS_PER_USER_MAX) {
      refuse(socket, CLOSINGS.tooMany);
      return;
    }
    if (sockets === undefined) {
      sockets = new UserSockets(caller.userId, home);
      users.set(caller.userId, sockets);
    }
    const isNamed = given !== null && given !== '' && given.length <= CLIENT_ID_MAX_LENGTH;
    const clientId = isNamed ? given : randomUUID().replaceAll('-', '');
    const client = createSocketClient(socket, { caller, clientId, isNamed }, features);
    const joined = sockets;
    socket.once('close', () => {
      joined.detach(client);
      if (joined.size > 0 || users.get(caller.userId) !== joined) return;
      users.delete(caller.userId);
      joined.stop();
    });
    joined.attach(client);
  }

  return {
    handleUpgrade(request, duplex, head) {
      duplex.on('error', () => duplex.destroy());
      const { query } = parseTarget(request.url ?? '');
      open(request, duplex, head, query).catch((error: unknown) => {
        log.error({ error: errorMessage(error) }, 'socket not opened');
        duplex.destroy();
      });
    },

    get size() {
      return [...users.values()].reduce((sum, sockets) => sum + sockets.size, 0);
    },

    async close() {
      isClosing = true;
      clearInterval(heartbeat);
      const clients = [...users.values()].flatMap((sockets) => [...sockets]);
      for (const sockets of users.values()) sockets.stop();
      for (const client of clients) client.close(CLOSINGS.goingAway);
      await allClosed(server, CLOSE_LIMIT_MS);
      for (const client of clients) client.terminate();
    },
  };
}

function refuse(socket: WebSocket, { code, reason }: SocketClosing): void {
  socket.close(code, reason);
}

/** Resolves when the server has no sockets, or after the limit. */
async function allClosed(server: WebSocketServer, limitMs: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, limitMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
