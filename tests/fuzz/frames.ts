/** Garbage on open sockets: well-formed frames with broken messages, and broken frames. */
import { once } from 'node:events';

import { WebSocket } from 'ws';

import { badText, badValue } from './bad-values';
import { mutateJson } from './mutate-json';
import type { Random } from './random';

const GOOD = { type: 'feature_flags', data: { supports_preview_metadata: true } };
const FRAMES_PER_SOCKET = 20;

export interface FrameOutcome {
  readonly sent: number;
  /** All that the socket was told. */
  readonly heard: string;
}

/** A socket that is sent garbage until it is closed by the server, or there was enough. */
export async function fuzzSocket(
  random: Random,
  address: string,
  token: string,
): Promise<FrameOutcome> {
  const socket = new WebSocket(address, { headers: { authorization: `Bearer ${token}` } });
  const heard: string[] = [];
  let sent = 0;
  let isBroken = false;
  socket.on('message', (data: Buffer) => heard.push(data.toString('latin1')));
  socket.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  const opened = await Promise.race([
    once(socket, 'open').then(
      () => true,
      () => false,
    ),
    closed.then(() => false),
  ]);
  if (!opened) return { sent, heard: '' };
  for (
    let index = 0;
    index < FRAMES_PER_SOCKET && socket.readyState === WebSocket.OPEN;
    index += 1
  ) {
    sent += 1;
    if (random.chance(0.1)) {
      breakFrame(random, socket);
      isBroken = true;
    } else socket.send(message(random));
    if (random.chance(0.1)) await new Promise((resolve) => setImmediate(resolve));
  }
  // After half a frame the server waits for the rest, so its answer to a closing never comes.
  if (isBroken || random.chance(0.5)) socket.terminate();
  else socket.close();
  await closed;
  return { sent, heard: heard.join('\n') };
}

function message(random: Random): Buffer | string {
  switch (random.below(8)) {
    case 0:
      return random.bytes(random.below(300));
    case 1:
      return badText(random);
    case 2:
      return JSON.stringify({ type: badValue(random), data: badValue(random) });
    case 3:
      // Packets of Socket.IO and Engine.IO.
      return random.pick([
        '2probe',
        '40',
        '42["x"]',
        '451-["x",{"_placeholder":true,"num":0}]',
        '6',
        '0{}',
        '42[',
        '40{"token":1}',
      ]);
    case 4:
      return random.chance(0.05) ? 'x'.repeat(5_000_000) : '';
    default:
      return mutateJson(random, GOOD);
  }
}

/** Bytes on the connection that are no frame: wrong opcodes, no mask, lengths that lie. */
function breakFrame(random: Random, socket: WebSocket): void {
  const connection = (socket as unknown as { _socket?: { write(bytes: Buffer): void } })._socket;
  const frame = random.pick([
    Buffer.from([0x81, 0x05, 0x68, 0x65, 0x6c, 0x6c, 0x6f]),
    Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
    Buffer.from([0x83, 0x80, 0, 0, 0, 0]),
    Buffer.from([0x89, 0xfe, 0xff, 0xff, 0, 0, 0, 0]),
    Buffer.from([0x80, 0x80, 0, 0, 0, 0]),
    Buffer.from([0xc1, 0x80, 0, 0, 0, 0]),
    Buffer.from([0x81, 0x82, 0, 0, 0, 0, 0xc0, 0x80]),
    random.bytes(1 + random.below(40)),
  ]);
  connection?.write(frame);
}
