/** HTTP and WebSocket on one port: authentication first, then the table of routes. */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

import { WebSocketServer, type RawData, type WebSocket } from 'ws';

import { errorMessage } from '@/lib/kernel/errors';
import type { Logger } from '@/lib/kernel/log';

import { authenticateTenant } from './authenticate-tenant';
import { HttpStop, sendStatus } from './http';
import { findRoute, type Limits } from './routes';
import type { Runner } from './runner';
import { featureFlags } from './system-routes';

export interface ServerOptions {
  readonly runner: Runner;
  readonly host: string;
  readonly port: number;
  /** Null trusts everybody who reaches the port. */
  readonly secret: string | null;
  readonly limits: Limits;
  readonly log: Logger;
}

export interface RunningServer {
  /** The port that was taken; a free one where 0 was asked for. */
  readonly port: number;
  close(): Promise<void>;
}

/** Largest message that a client may send on the socket. */
const SOCKET_MESSAGE_MAX_BYTES = 4 * 1024 * 1024;
/** Only for taking paths apart. */
const ANY_ORIGIN = 'http://runner';

async function answer(
  { runner, secret, limits, log }: ServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const tenant = authenticateTenant(request.headers, secret);
    if (tenant === null) throw new HttpStop(403);
    const url = URL.parse(request.url ?? '/', ANY_ORIGIN);
    if (url === null) throw new HttpStop(400);
    const match = findRoute(request.method ?? 'GET', url.pathname);
    if (!match.found) throw new HttpStop(match.status);
    const { route, parameter } = match;
    const query = url.searchParams;
    await route.handle({ runner, tenant, request, response, query, parameter, limits });
  } catch (error) {
    if (!(error instanceof HttpStop)) {
      log.error({ path: request.url, error: errorMessage(error) }, 'request failed');
    }
    if (response.headersSent) response.destroy();
    else sendStatus(response, error instanceof HttpStop ? error.status : 500);
  }
}

function greet(
  { runner, limits }: ServerOptions,
  { socket, stream }: { readonly socket: WebSocket; readonly stream: Duplex },
  tenant: string,
  id: string,
): void {
  const connection = runner.sockets.add(socket, stream, tenant, id);
  const say = (type: string, data: object): void => socket.send(JSON.stringify({ type, data }));
  say('status', { status: runner.statusFor(tenant), sid: id });
  let first = true;
  socket.on('message', (data: RawData, isBinary) => {
    const flags = first && !isBinary ? readFeatureFlags(data) : null;
    first = false;
    if (flags === null) return;
    connection.supportsPreviewMetadata = flags['supports_preview_metadata'] === true;
    say('feature_flags', featureFlags(limits.maxUploadBytes));
  });
  socket.on('error', () => socket.terminate());
}

/** The flags of a client's first message; null when it is something else. */
function readFeatureFlags(data: RawData): Record<string, unknown> | null {
  try {
    const message = JSON.parse(Buffer.isBuffer(data) ? data.toString('utf8') : '') as unknown;
    if (typeof message !== 'object' || message === null) return null;
    const { type, data: flags } = message as { type?: unknown; data?: unknown };
    if (type !== 'feature_flags' || typeof flags !== 'object' || flags === null) return null;
    return flags as Record<string, unknown>;
  } catch {
    return null;
  }
}

function acceptSockets(options: ServerOptions, server: Server): WebSocketServer {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: SOCKET_MESSAGE_MAX_BYTES });
  server.on('upgrade', (request: IncomingMessage, stream: Duplex, head: Buffer) => {
    stream.on('error', () => stream.destroy());
    const refuse = (status: string): void => {
      stream.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    };
    const tenant = authenticateTenant(request.headers, options.secret);
    const url = URL.parse(request.url ?? '/', ANY_ORIGIN);
    const isSocket = url !== null && ['/ws', '/api/ws'].includes(url.pathname);
    if (tenant === null || !isSocket) {
      refuse(tenant === null ? '403 Forbidden' : '404 Not Found');
      return;
    }
    const given = url.searchParams.get('clientId');
    const clientId = given === null || given === '' ? randomUUID().replaceAll('-', '') : given;
    sockets.handleUpgrade(request, stream, head, (socket) => {
      greet(options, { socket, stream }, tenant, clientId);
    });
  });
  return sockets;
}

/** Listens; the promise resolves when requests are answered. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const server = createServer((request, response) => void answer(options, request, response));
  const sockets = acceptSockets(options, server);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      await options.runner.close();
      sockets.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
