/** Who is at the other end of the connection, and what a client may not say about that. */
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

/** Set for Next's routes; a client's own copy is taken away. */
const CLIENT_IP_HEADER = 'x-atelier-client-ip';

const FORWARDED = [
  'forwarded',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-forwarded-port',
  'x-real-ip',
];

/** The last hop of `X-Forwarded-For` when a proxy of ours wrote it, else the connection's own address. */
export function clientAddress(request: IncomingMessage, trustProxy: boolean): string {
  const hops = trustProxy ? String(request.headers['x-forwarded-for'] ?? '').split(',') : [];
  const last = hops.at(-1)?.trim() ?? '';
  const address = isIP(last) === 0 ? (request.socket.remoteAddress ?? 'unknown') : last;
  return address.replace(/^::ffff:/, '');
}

/** Whether the request came over TLS, as far as we can know. */
export function isHttps(
  request: IncomingMessage,
  trustProxy: boolean,
  publicUrl: string | undefined,
): boolean {
  if (publicUrl !== undefined) return publicUrl.startsWith('https:');
  const proto = trustProxy ? request.headers['x-forwarded-proto'] : undefined;
  return (
    String(proto ?? '')
      .split(',')
      .at(-1)
      ?.trim() === 'https'
  );
}

/** Takes away what only a proxy of ours may say, and puts the address where Next's routes find it. */
export function settleClientHeaders(request: IncomingMessage, trustProxy: boolean): string {
  const address = clientAddress(request, trustProxy);
  const { headers } = request;
  if (!trustProxy) for (const name of FORWARDED) Reflect.deleteProperty(headers, name);
  headers[CLIENT_IP_HEADER] = address;
  return address;
}

/** Whether the connection itself comes from this machine and nobody in front of us passed it on. */
export function isDirectLoopback(request: IncomingMessage): boolean {
  const address = (request.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const forwarded = FORWARDED.some((name) =>
    request.rawHeaders.some((raw) => raw.toLowerCase() === name),
  );
  return !forwarded && (address === '::1' || address.startsWith('127.'));
}
