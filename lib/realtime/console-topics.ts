/**
 * What the console watches live: the overview, and what a runner prints. Who watches is checked anew
 * at each message; a role that changes ends its sockets, as every ended session does.
 */
import type { IncomingMessage } from 'node:http';

import type { Redis } from 'ioredis';
import type { Server, Socket } from 'socket.io';

import { scopesAllow } from '@/lib/domain/api-key';
import { may } from '@/lib/domain/permissions';
import { ROLES, type Caller, type Role } from '@/lib/domain/user';

import type { LiveEvents } from './client';
import { logChannel, parseLogLine } from './runner-log';

export interface ConsoleDeps {
  /** A subscribed connection. */
  readonly redis: Redis;
  readonly prefix: string;
  /** What a role sees first. */
  readonly overview: (role: Role) => Promise<object>;
  /** Whether the console is open to the network that the request comes from. */
  readonly isOpenTo: (request: IncomingMessage) => boolean;
}

/** What a browser may send. */
export interface ConsoleCalls {
  watch: (topic: unknown) => void;
  unwatch: (topic: unknown) => void;
}

type ConsoleServer = Server<ConsoleCalls, LiveEvents, Record<string, never>, { caller: Caller }>;
type ConsoleSocket = Socket<ConsoleCalls, LiveEvents, Record<string, never>, { caller: Caller }>;

const TELL_EVERY_MS = 2_000;
const TOPIC_MAX_LENGTH = 200;
const LOG = 'log ';
const overviewRoom = (role: Role): string => `console overview ${role}`;
const logRoom = (slotId: string): string => `console log ${slotId}`;

/** @returns the room of a topic for the caller; null when there is none, or it is not the caller's */
function roomOf(topic: unknown, { role, scopes }: Caller): string | null {
  if (typeof topic !== 'string' || topic.length > TOPIC_MAX_LENGTH) return null;
  if (!scopesAllow(scopes, 'admin')) return null;
  if (topic === 'overview') return may(role, 'devices.view') ? overviewRoom(role) : null;
  if (!topic.startsWith(LOG) || !may(role, 'logs.view')) return null;
  return logRoom(topic.slice(LOG.length));
}

/** @param admit asks again who is behind a socket; throws when nobody is any more */
export function attachConsole(
  io: ConsoleServer,
  { redis, prefix, overview, isOpenTo }: ConsoleDeps,
  admit: (socket: ConsoleSocket) => Promise<Caller>,
): { stop(): void } {
  const followed = new Map<string, string>();

  async function watch(socket: ConsoleSocket, topic: unknown): Promise<void> {
    const caller = await admit(socket);
    const room = isOpenTo(socket.request) ? roomOf(topic, caller) : null;
    if (room === null) return;
    await socket.join(room);
    if (typeof topic === 'string' && topic.startsWith(LOG)) await follow(topic.slice(LOG.length));
    else socket.emit('overview', await overview(caller.role));
  }

  async function follow(slotId: string): Promise<void> {
    const channel = logChannel(prefix, slotId);
    if (followed.has(channel)) return;
    followed.set(channel, slotId);
    await redis.subscribe(channel);
  }

  const onLine = (channel: Buffer, frame: Buffer): void => {
    const slotId = followed.get(channel.toString());
    if (slotId === undefined) return;
    const line = parseLogLine(frame.toString());
    if (line !== null) io.to(logRoom(slotId)).emit('log', { slotId, lines: [line] });
  };
  redis.on('messageBuffer', onLine);

  const isWatched = (room: string): boolean => (io.sockets.adapter.rooms.get(room)?.size ?? 0) > 0;

  async function tell(): Promise<void> {
    for (const role of ROLES) {
      const room = overviewRoom(role);
      if (isWatched(room)) io.to(room).emit('overview', await overview(role));
    }
    for (const [channel, slotId] of followed) {
      if (isWatched(logRoom(slotId))) continue;
      followed.delete(channel);
      await redis.unsubscribe(channel);
    }
  }
  let telling = false;
  const timer = setInterval(() => {
    if (telling) return;
    telling = true;
    tell()
      .catch(() => undefined)
      .finally(() => {
        telling = false;
      });
  }, TELL_EVERY_MS);

  io.on('connection', (socket) => {
    socket.on('watch', (topic) => {
      watch(socket, topic).catch(() => undefined);
    });
    socket.on('unwatch', (topic) => {
      const room = roomOf(topic, socket.data.caller);
      if (room !== null) void socket.leave(room);
    });
  });

  return {
    stop() {
      clearInterval(timer);
      redis.off('messageBuffer', onLine);
    },
  };
}
