/**
 * Passes a request on to a workspace's own process, streams in both directions, and the answer back.
 * The process believes only the header that its worker made for this user; what a browser says about
 * who it is does not reach it.
 */
import {
  request as ask,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import type { Workspace } from '@/lib/domain/workspace';
import { AppError } from '@/lib/kernel/errors';
import type { Logger } from '@/lib/kernel/log';

import { errorReply } from '../error-reply';
import { FILE_POLICY } from '../security-headers';
import { writeReply } from '../write-reply';

const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
const PRIVATE = new Set([
  'cookie',
  'authorization',
  'expect',
  'host',
  'origin',
  'referer',
  'comfy-user',
]);
const OURS = /^(x-atelier-|x-forwarded-|forwarded$|x-real-ip$)/;
/** Headers that would speak for our origin. */
const NOT_BACK = new Set([...HOP_BY_HOP, 'set-cookie', 'content-security-policy', 'location']);
const CONNECT_TIMEOUT_MS = 10_000;

type Opened = Pick<Workspace, 'runner' | 'userId'>;

/** Whether a body goes on with a request. One of GET or HEAD means nothing to anybody (RFC 9110 §9.3). */
const hasBody = (method: string): boolean => method !== 'GET' && method !== 'HEAD';

function headersFor(
  { runner, userId }: Opened,
  headers: IncomingHttpHeaders,
  method: string,
): Record<string, string | string[]> {
  const { 'content-length': length, ...others } = headers;
  const kept = Object.entries(others).filter(
    ([name, value]) =>
      value !== undefined && !HOP_BY_HOP.has(name) && !PRIVATE.has(name) && !OURS.test(name),
  );
  return {
    ...(Object.fromEntries(kept) as Record<string, string | string[]>),
    host: `${runner?.host ?? ''}:${runner?.port ?? 0}`,
    'x-atelier-tenant': userId,
    'x-atelier-signature': runner?.signature ?? '',
    ...(hasBody(method) && framing(length, headers['transfer-encoding'])),
  };
}

/**
 * How a body ends is said anew. Without it Node would send a chunked body of DELETE or OPTIONS bare, and
 * the process would read it as its next request.
 */
function framing(length: string | undefined, encoding: string | undefined): Record<string, string> {
  if (length !== undefined) return { 'content-length': length };
  return encoding === undefined ? {} : { 'transfer-encoding': 'chunked' };
}

/** Only for the beginning: an answer may take as long as it wants. */
function limitConnecting(sent: ClientRequest): void {
  sent.once('socket', (socket) => {
    if (!socket.connecting) return;
    const limit = setTimeout(
      () => sent.destroy(new Error('no connection in time')),
      CONNECT_TIMEOUT_MS,
    );
    socket.once('close', () => clearTimeout(limit));
    socket.once('connect', () => clearTimeout(limit));
  });
}

/** @param request its `url` is the path in the process */
export async function passOn(
  workspace: Opened,
  request: IncomingMessage,
  response: ServerResponse,
  log: Logger,
): Promise<void> {
  const { method = 'GET', url = '/' } = request;
  const sent = ask({
    host: workspace.runner?.host,
    port: workspace.runner?.port,
    headers: headersFor(workspace, request.headers, method),
    ...{ method, path: url },
  });
  limitConnecting(sent);
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    sent.once('response', resolve);
    sent.once('error', reject);
  });
  response.once('close', () => sent.destroy());
  if (hasBody(method)) pipeline(request, sent).catch(() => undefined);
  else {
    request.resume();
    sent.end();
  }
  let answer: IncomingMessage;
  try {
    answer = await answered;
  } catch (error) {
    const away = new AppError(
      'unavailable',
      'The workspace does not answer; it may be starting again.',
      {
        cause: error,
        retryAfterS: 2,
      },
    );
    await writeReply(request, response, errorReply(away, 'plain', { requestId: '', log }));
    return;
  }
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value !== undefined && !NOT_BACK.has(name)) response.setHeader(name, value);
  }
  // Scripts of packs belong to the editor's page; shown alone, what they serve may run nothing.
  response.setHeader('content-security-policy', FILE_POLICY);
  response.writeHead(answer.statusCode ?? 502);
  await pipeline(answer, response).catch(() => response.destroy());
}

/** A pack's own socket: bytes in both directions once the process has agreed. */
export function passOnUpgrade(
  workspace: Opened,
  path: string,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  const sent = ask({
    host: workspace.runner?.host,
    port: workspace.runner?.port,
    path,
    headers: {
      ...headersFor(workspace, request.headers, 'GET'),
      connection: 'Upgrade',
      upgrade: request.headers.upgrade ?? 'websocket',
    },
  });
  const give = (status: number, text: string): void => {
    socket.end(`HTTP/1.1 ${status} ${text}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`);
  };
  sent.once('error', () => give(503, 'Service Unavailable'));
  sent.once('response', (answer) => {
    answer.resume();
    give(answer.statusCode ?? 502, answer.statusMessage ?? '');
  });
  sent.once('upgrade', (answer, upstream, first) => {
    const lines = Object.entries(answer.headers)
      .filter(([name]) => name !== 'set-cookie')
      .map(([name, value]) => `${name}: ${String(value)}`);
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
    if (first.length > 0) socket.write(first);
    if (head.length > 0) upstream.write(head);
    for (const side of [socket, upstream]) side.on('error', () => side.destroy());
    upstream.pipe(socket).pipe(upstream);
    socket.once('close', () => upstream.destroy());
    upstream.once('close', () => socket.destroy());
  });
  socket.once('close', () => sent.destroy());
  sent.end();
}
