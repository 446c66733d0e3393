import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterEach, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';

import { wireFrame } from './wire-frame';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

/** What a client makes of bytes that are written beside the library. */
async function received(frame: Buffer): Promise<{ data: Buffer; isBinary: boolean }> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false });
  closers.push(() => server.close());
  await once(server, 'listening');
  const connected = once(server, 'connection') as Promise<[WebSocket, IncomingMessage]>;
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  closers.push(() => client.terminate());
  const message = once(client, 'message') as Promise<[Buffer, boolean]>;
  const [, { socket: duplex }] = await connected;
  duplex.write(frame);
  const [data, isBinary] = await message;
  return { data, isBinary };
}

test.each([0, 1, 125, 126, 65_535, 65_536, 1_000_000])('%i bytes arrive whole', async (length) => {
  const bytes = Buffer.alloc(length, 7);
  const { data, isBinary } = await received(wireFrame('binary', bytes));
  expect(isBinary).toBe(true);
  expect(data.equals(bytes)).toBe(true);
});

test('a text is measured in bytes', async () => {
  const text = '图'.repeat(100);
  const { data, isBinary } = await received(wireFrame('text', text));
  expect(isBinary).toBe(false);
  expect(data.toString()).toBe(text);
});
