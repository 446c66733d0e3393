import { once } from 'node:events';
import { createServer, request as ask, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { afterEach, expect, test } from 'vitest';

import type { Workspace } from '@/lib/domain/workspace';
import type { UserId } from '@/lib/kernel/ids';
import { createLogger } from '@/lib/kernel/log';

import { passOn } from './pass-on';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A process that notes every request that it reads, and a door that passes everything on to it. */
async function doorTo(): Promise<{ port: number; seen: string[] }> {
  const seen: string[] = [];
  const inner = createServer((request, response) => {
    void text(request).then((body) => {
      seen.push(`${request.method ?? ''} ${request.url ?? ''} ${body}`.trim());
      response.end('ok');
    });
  });
  const port = await listen(inner);
  const runner = { host: '127.0.0.1', port, signature: 'x' } as Workspace['runner'];
  const workspace = { runner, userId: 'ada' as UserId };
  const door = createServer((request, response) => {
    void passOn(workspace, request, response, createLogger('test', 'silent'));
  });
  return { port: await listen(door), seen };
}

async function send(
  port: number,
  method: string,
  body: string,
  headers: Record<string, string>,
): Promise<string> {
  const sent = ask({ host: '127.0.0.1', port, path: '/pack', method, headers });
  sent.end(body);
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return text(answer);
}

const HIDDEN = 'POST /api/prompt HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n';
const CHUNKED = { 'transfer-encoding': 'chunked' };

test.each(['GET', 'HEAD'])('a body of %s goes no further', async (method) => {
  const { port, seen } = await doorTo();
  for (const headers of [CHUNKED, { 'content-length': String(HIDDEN.length) }]) {
    await send(port, method, HIDDEN, headers);
  }
  await send(port, 'POST', 'last', {});
  expect(seen).toEqual([`${method} /pack`, `${method} /pack`, 'POST /pack last']);
});

test.each(['DELETE', 'OPTIONS', 'POST'])('a chunked body of %s stays one body', async (method) => {
  const { port, seen } = await doorTo();
  expect(await send(port, method, HIDDEN, CHUNKED)).toBe('ok');
  await send(port, method, 'known', { 'content-length': '5' });
  await send(port, 'POST', 'last', {});
  expect(seen).toEqual([
    `${method} /pack ${HIDDEN}`.trim(),
    `${method} /pack known`,
    'POST /pack last',
  ]);
});
