/** The one answer for everybody who may not enter a workspace; it says nothing about the reason. */
import type { IncomingMessage, ServerResponse } from 'node:http';

const BODY =
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>403</title><h1>403</h1></html>';
const RAW = [
  'HTTP/1.1 403 Forbidden',
  'content-type: text/html; charset=utf-8',
  `content-length: ${Buffer.byteLength(BODY)}`,
  'cache-control: no-store',
  'connection: close',
];

export function refuse(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  response.writeHead(403, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(BODY),
    'content-security-policy': "default-src 'none'",
    'cache-control': 'no-store',
  });
  response.end(request.method === 'HEAD' ? undefined : BODY);
}

/** The same for an upgrade, as it goes over the wire. */
export const REFUSED_UPGRADE = `${RAW.join('\r\n')}\r\n\r\n${BODY}`;
