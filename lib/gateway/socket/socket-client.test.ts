import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createConnection, type AddressInfo, type Socket } from 'node:net';

import { afterEach, expect, test, vi } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';

import type { Caller } from '@/lib/domain/user';

import { createSocketClient, type SocketClient } from './socket-client';
import { wireFrame } from './wire-frame';

const identity = { caller: {} as Caller, clientId: 'c', isNamed: true };
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** A socket whose other end shakes hands and then reads nothing. */
async function openDeafSocket(): Promise<{
  client: SocketClient;
  socket: WebSocket;
  peer: Socket;
}> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  closers.push(() => server.close());
  await once(server, 'listening');
  const connected = once(server, 'connection') as Promise<[WebSocket, IncomingMessage]>;
  const peer = createConnection((server.address() as AddressInfo).port, '127.0.0.1');
  closers.push(() => peer.destroy());
  peer.write(
    'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  );
  const [socket, { socket: duplex }] = await connected;
  closers.push(() => socket.terminate());
  return { client: createSocketClient(socket, duplex, identity, {}), socket, peer };
}

test('previews are dropped for a socket that is behind, texts are not', async () => {
  const { client, socket } = await openDeafSocket();
  const picture = wireFrame('binary', Buffer.alloc(300 * 1024));
  for (let i = 0; i < 200; i += 1) client.sendPreviewFrame(picture);
  const owed = socket.bufferedAmount;
  expect(owed).toBeLessThan(2 * 1024 * 1024);
  client.sendText('x'.repeat(1024 * 1024));
  expect(socket.bufferedAmount).toBeGreaterThan(owed + 1_000_000);
});

test('a socket that takes nothing is closed before it is owed without end', async () => {
  const { client, socket } = await openDeafSocket();
  const text = 'x'.repeat(1024 * 1024);
  for (let i = 0; i < 40; i += 1) client.sendText(text);
  expect(client.isOpen).toBe(false);
  expect(socket.bufferedAmount).toBeLessThan(20 * 1024 * 1024);
});

test('a socket that does not answer a ping is ended', async () => {
  const { client, socket } = await openDeafSocket();
  client.checkAlive();
  expect(client.isOpen).toBe(true);
  client.checkAlive();
  await vi.waitUntil(() => socket.readyState === socket.CLOSED);
});
