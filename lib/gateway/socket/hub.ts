/**
 * The ComfyUI socket of this replica. It takes upgrades, finds out who asks, and gives each user's
 * sockets the events of that user. A client id is data: it says which of the *user's* sockets are
 * meant, never whose.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

import { WebSocketServer, type WebSocket } from 'ws';

import { CLIENT_ID_MAX_LENGTH } from '@/lib/comfy/prompt-request';
import type { Caller } from '@/lib/domain/user';
import { errorMessage } from '@/lib/kernel/errors';
import type { UserId } from '@/lib/kernel/ids';

import type { ComfySocketHub } from '../comfy-socket-hub';
import { parseTarget } from '../paths';
import { admitSocket, type AdmitDeps } from './admit-socket';
import { CLOSINGS, type SocketClosing } from './close-codes';
import { createDeliveredEnds } from './delivered-ends';
import { createSocketClient } from './socket-client';
import { UserSockets, type UserSocketsDeps } from './user-sockets';

export interface ComfySocketHubDeps extends AdmitDeps, Omit<UserSocketsDeps, 'delivered'> {
  /** What the server can do, the same as `/features` says. */
  readonly features: Readonly<Record<string, unknown>>;
}

const INBOUND_MAX_BYTES = 4 * 1024 * 1024;
/** Proxies cut connections that are silent for 30 s or more. */
const HEARTBEAT_MS = 25_000;
const RESTORED_AFTER_MS = 3_000;
const SOCKETS_PER_USER_MAX = 100;
/** How long sockets get to take their closing when the server stops. */
const CLOSE_LIMIT_MS = 1_000;

export function createComfySocketHub(deps: ComfySocketHubDeps): ComfySocketHub {
  const server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: INBOUND_MAX_BYTES,
  });
  const { log, features } = deps;
  const delivered = createDeliveredEnds();
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
  deps.subscriber.onRestored(() => {
    // Workers need a moment to find Redis again; what they could not tell meanwhile, the documents know.
    setTimeout(() => {
      for (const sockets of users.values()) sockets.reconcile();
    }, RESTORED_AFTER_MS).unref();
  });

  async function open(
    request: IncomingMessage,
    duplex: Duplex,
    head: Buffer,
    query: URLSearchParams,
  ): Promise<void> {
    const admission = isClosing ? CLOSINGS.goingAway : await admitSocket(deps, request, query);
    if (duplex.destroyed) return;
    // The handshake is completed even for a refusal: browsers show no reason of a refused handshake.
    server.handleUpgrade(request, duplex, head, (socket) => {
      socket.on('error', (error) => log.debug({ error: error.message }, 'socket error'));
      if ('code' in admission) refuse(socket, admission);
      else register(socket, duplex, admission, query.get('clientId'));
    });
  }

  function register(socket: WebSocket, duplex: Duplex, caller: Caller, given: string | null): void {
    let sockets = users.get(caller.userId);
    if (sockets !== undefined && sockets.size >= SOCKETS_PER_USER_MAX) {
      refuse(socket, CLOSINGS.tooMany);
      return;
    }
    if (sockets === undefined) {
      sockets = new UserSockets(caller.userId, { ...deps, delivered });
      users.set(caller.userId, sockets);
    }
    const isNamed = given !== null && given !== '' && given.length <= CLIENT_ID_MAX_LENGTH;
    const clientId = isNamed ? given : randomUUID().replaceAll('-', '');
    const client = createSocketClient(socket, duplex, { caller, clientId, isNamed }, features);
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
