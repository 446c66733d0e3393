/**
 * The other side of the editor bench: the editor's own page as ComfyUI serves it, files as they lie in
 * the wheel, asked for again on every visit. The API behind it is the same stack's, so that only the
 * way of getting the editor differs.
 */
import { readFile } from 'node:fs/promises';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import path from 'node:path';

import { contentTypeOf } from '@/lib/gateway/editor/file-index';

export interface StockEditor {
  readonly url: string;
  stop(): Promise<void>;
}

interface StockOptions {
  /** The wheel's static files. */
  readonly dir: string;
  /** The stack's address, without a slash at the end. */
  readonly backend: string;
  /** A session of the stack; the stock page knows none. */
  readonly token: string;
}

/** As ComfyUI's middleware decides: scripts and styles are revalidated, pictures keep for a day. */
const REVALIDATED = /\.(js|css|json|html)$/;
const OF_THE_API = /^\/(api|internal|ws|extensions\/(?!core\/))(\/|\?|$)/;

export async function startStockEditor({
  dir,
  backend,
  token,
}: StockOptions): Promise<StockEditor> {
  const target = new URL(backend);
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    const asked = request.url ?? '/';
    if (OF_THE_API.test(asked)) passOn(request, response);
    else void sendFile(asked, request, response);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });

  function onward(request: IncomingMessage) {
    const {
      origin: _origin,
      cookie: _cookie,
      'accept-encoding': _encoding,
      ...headers
    } = request.headers;
    return {
      host: target.hostname,
      port: target.port,
      method: request.method,
      path: `/studio${request.url ?? ''}`,
      headers: { ...headers, host: target.host, authorization: `Bearer ${token}` },
    };
  }

  /** Uncompressed, as ComfyUI answers. */
  function passOn(request: IncomingMessage, response: ServerResponse): void {
    const upstream = httpRequest(onward(request), (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    upstream.on('error', () => response.destroy());
    request.pipe(upstream);
  }

  async function sendFile(
    asked: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const name =
      asked === '/' ? 'index.html' : decodeURIComponent(asked.split('?')[0] ?? '').slice(1);
    const body = await readFile(path.join(dir, path.posix.normalize(`/${name}`))).catch(() => null);
    if (body === null) {
      response.writeHead(404).end();
      return;
    }
    const etag = `"${name}-${body.byteLength}"`;
    const cache = REVALIDATED.test(name) ? 'no-cache' : 'public, max-age=86400';
    const isFresh = request.headers['if-none-match'] === etag;
    response.writeHead(isFresh ? 304 : 200, {
      'cache-control': cache,
      etag,
      ...(!isFresh && { 'content-type': contentTypeOf(name), 'content-length': body.byteLength }),
    });
    response.end(isFresh ? undefined : body);
  }

  server.on('upgrade', (request, socket, head) => {
    const upstream = httpRequest(onward(request));
    upstream.on('upgrade', (answer, peer, first) => {
      const lines = Object.entries(answer.headers).map(
        ([name, value]) => `${name}: ${String(value)}`,
      );
      socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
      if (first.length > 0) socket.write(first);
      if (head.length > 0) peer.write(head);
      peer.pipe(socket).pipe(peer);
      for (const end of [peer, socket]) end.on('error', () => end.destroy());
      for (const end of [peer, socket])
        end.on('close', () => [peer, socket].map((one) => one.destroy()));
    });
    upstream.on('error', () => socket.destroy());
    upstream.end();
  });

  server.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
