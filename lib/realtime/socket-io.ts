/**
 * Live views of our own pages: each browser gets the events of its user, and nothing else. Every
 * replica listens to the channels of the users who are connected to it, so no adapter is needed.
 */
import type { IncomingHttpHeaders, Server as HttpServer } from 'node:http';

import { Server, type Socket } from 'socket.io';

import { scopesAllow } from '@/lib/domain/api-key';
import type { Caller } from '@/lib/domain/user';
import type { UserEvent } from '@/lib/domain/user-event';
import { errorMessage } from '@/lib/kernel/errors';
import type { UserId } from '@/lib/kernel/ids';
import type { Logger } from '@/lib/kernel/log';

import type { Subscriber } from './channel';
import type { LiveEvents } from './client';
import { attachConsole, type ConsoleCalls, type ConsoleDeps } from './console-topics';

export const SOCKET_IO_PATH = '/socket.io';

export interface LiveServerDeps {
  readonly server: HttpServer;
  readonly subscriber: Subscriber;
  readonly log: Logger;
  /** Who connects, by cookie or bearer token; null refuses. */
  readonly authenticate: (headers: IncomingHttpHeaders) => Promise<Caller | null>;
  /** Who connects, by a token given in Socket.IO's `auth`. */
  readonly authenticateToken: (token: string) => Promise<Caller | null>;
  /** Whether a browser's request comes from a page of ours. */
  readonly isSameOrigin: (headers: IncomingHttpHeaders) => boolean;
  /** For the rooms of the console; without it there are none. */
  readonly console?: ConsoleDeps;
}

export interface LiveServer {
  readonly size: number;
  close(): Promise<void>;
}

type LiveSocket = Socket<ConsoleCalls, LiveEvents, Record<string, never>, { caller: Caller }>;

/** Attaches to the server's requests and upgrades under `/socket.io`. */
export function createLiveServer(deps: LiveServerDeps): LiveServer {
  const { subscriber, log } = deps;
  const io = new Server<ConsoleCalls, LiveEvents, Record<string, never>, { caller: Caller }>(
    deps.server,
    {
      path: SOCKET_IO_PATH,
      serveClient: false,
      destroyUpgrade: false,
      maxHttpBufferSize: 64 * 1024,
    },
  );
  const subscriptions = new Map<UserId, { sockets: number; stop: Promise<() => void> }>();

  /** Resolves when the user's channel is listened to. */
  function enter(userId: UserId): Promise<unknown> {
    const known = subscriptions.get(userId);
    if (known !== undefined) {
      known.sockets += 1;
      return known.stop;
    }
    const stop = subscriber.subscribe(userId, (_, event) => {
      if (event.kind !== 'preview') relay(io, userId, event);
    });
    subscriptions.set(userId, { sockets: 1, stop });
    return stop;
  }

  function leave(userId: UserId): void {
    const known = subscriptions.get(userId);
    if (known === undefined) return;
    known.sockets -= 1;
    if (known.sockets > 0) return;
    subscriptions.delete(userId);
    known.stop.then(
      (stop) => stop(),
      () => undefined,
    );
  }

  io.use((socket, next) => {
    admit(deps, socket).then(
      (caller) => {
        socket.data.caller = caller;
        next();
      },
      (error: unknown) => next(new Error(errorMessage(error))),
    );
  });

  io.on('connection', (socket) => {
    const { userId } = socket.data.caller;
    void socket.join(userId);
    socket.once('disconnect', () => leave(userId));
    // Asked again: a session that ended before its channel was listened to would stay unnoticed.
    enter(userId)
      .then(() => admit(deps, socket))
      .catch((error: unknown) => {
        log.debug({ error: errorMessage(error) }, 'live view closed');
        socket.disconnect(true);
      });
  });

  const watching = deps.console && attachConsole(io, deps.console, (socket) => admit(deps, socket));

  return {
    get size() {
      return io.engine.clientsCount;
    },
    // Only the sockets: the HTTP server is closed by who opened it.
    async close() {
      watching?.stop();
      io.disconnectSockets(true);
      await Promise.all([...subscriptions.values()].map(({ stop }) => stop.catch(() => undefined)));
      io.engine.close();
    },
  };
}

async function admit(deps: LiveServerDeps, socket: LiveSocket): Promise<Caller> {
  const { headers, auth } = socket.handshake;
  const token: unknown = auth['token'];
  const caller =
    typeof token === 'string'
      ? await deps.authenticateToken(token)
      : deps.isSameOrigin(headers)
        ? await deps.authenticate(headers)
        : null;
  if (caller === null) throw new Error('unauthenticated');
  if (!scopesAllow(caller.scopes, 'read')) throw new Error('forbidden');
  return caller;
}

function relay(
  io: Server<ConsoleCalls, LiveEvents, Record<string, never>, { caller: Caller }>,
  userId: UserId,
  event: UserEvent,
): void {
  const room = io.to(userId);
  switch (event.kind) {
    case 'generation': {
      const { kind, ...news } = event;
      room.emit(kind, news);
      return;
    }
    case 'run-state': {
      const { kind, runId, promptId, state } = event;
      room.emit(kind, { runId, promptId, state });
      return;
    }
    case 'run-end': {
      const { kind, runId, promptId, state } = event;
      room.emit(kind, { runId, promptId, state });
      return;
    }
    case 'workspace': {
      const { kind, ...news } = event;
      room.emit(kind, news);
      return;
    }
    case 'session':
      endSessions(io, userId, event);
      return;
    case 'run-message':
      return;
  }
}

/** Sockets of sessions that are over: older than the token version, or the one that was ended. */
function endSessions(
  io: {
    sockets: { adapter: { rooms: Map<string, Set<string>> }; sockets: Map<string, LiveSocket> };
  },
  userId: UserId,
  { tokenVersion, endedSessionId }: Extract<UserEvent, { kind: 'session' }>,
): void {
  for (const id of io.sockets.adapter.rooms.get(userId) ?? []) {
    const socket = io.sockets.sockets.get(id);
    if (socket === undefined) continue;
    const { caller } = socket.data;
    if (caller.tokenVersion < tokenVersion || caller.sessionId === endedSessionId) {
      socket.disconnect(true);
    }
  }
}
