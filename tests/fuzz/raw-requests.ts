/** Requests that no HTTP client would send: half of them, smuggled, with bytes where text belongs. */
import type { Random } from './random';

const HEADS = [
  'GET / HTTP/9.9\r\n\r\n',
  'GET  /studio/api/queue HTTP/1.1\r\nhost: x\r\n\r\n',
  'get /studio/api/queue HTTP/1.1\r\nhost: x\r\n\r\n',
  'GET http://127.0.0.1/studio/api/queue HTTP/1.1\r\nhost: x\r\n\r\n',
  'GET //evil.example/%2f.. HTTP/1.1\r\nhost: x\r\n\r\n',
  'GET * HTTP/1.1\r\nhost: x\r\n\r\n',
  'OPTIONS * HTTP/1.1\r\nhost: x\r\n\r\n',
  'CONNECT 127.0.0.1:1 HTTP/1.1\r\nhost: x\r\n\r\n',
  'GET studio HTTP/1.1\r\nhost: x\r\n\r\n',
  'GET ?x=1 HTTP/1.1\r\nhost: x\r\n\r\n',
  'GET /studio/\u0001 HTTP/1.1\r\nhost: x\r\n\r\n',
  'GET /studio/api/queue HTTP/1.1\r\nhost: x\r\nhost: y\r\n\r\n',
  'GET /studio/api/queue HTTP/1.0\r\n\r\n',
  'POST /studio/api/prompt HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 6\r\n\r\nabcde',
  'POST /studio/api/prompt HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
  'POST /studio/api/prompt HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\nabc\r\n',
  'POST /studio/api/prompt HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nffffffffffffffff\r\nabc\r\n',
  'POST /studio/api/prompt HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n',
  'POST /api/auth/login HTTP/1.1\r\nhost: x\r\ncontent-length: 999999\r\n\r\n{"email"',
  'POST /studio/api/upload/image HTTP/1.1\r\nhost: x\r\ncontent-type: multipart/form-data; boundary=a\r\ncontent-length: 5000\r\n\r\n--a\r\ncontent-disp',
  'GET /studio/ws HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
  'GET /studio/ws HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 99\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n',
  'GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
  'GET /nowhere HTTP/1.1\r\nhost: x\r\nupgrade: h2c\r\nconnection: upgrade\r\n\r\n',
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
] as const;

/** @param authorization a header line for some of them */
export function makeRawRequest(random: Random, authorization: string): Buffer {
  if (random.chance(0.1)) return random.bytes(1 + random.below(400));
  let text: string = random.pick(HEADS);
  if (random.chance(0.5)) text = text.replace('host: x\r\n', `host: x\r\n${authorization}\r\n`);
  if (random.chance(0.2))
    text = text.replace('\r\n', `\r\nx-${'y'.repeat(random.pick([10, 20_000]))}: 1\r\n`);
  const bytes = Buffer.from(text, 'latin1');
  if (random.chance(0.4)) return bytes.subarray(0, random.below(bytes.length + 1));
  if (random.chance(0.4)) bytes[random.below(bytes.length)] = random.below(256);
  return bytes;
}
