/** Sends one request and tells what came back. */
import { Agent, request as httpRequest } from 'node:http';
import { connect } from 'node:net';

import type { FuzzRequest } from './make-request';

export interface Outcome {
  /** 0: the connection ended without an answer. */
  readonly status: number;
  /** Head and body, at most `READ_MAX_BYTES`. */
  readonly text: string;
  /** Why there was no answer. */
  readonly reason: string;
}

const READ_MAX_BYTES = 4_000_000;
const TIMEOUT_MS = 30_000;
const agent = new Agent({ keepAlive: true, maxSockets: 24 });

export function send(url: string, { method, path, headers, body }: FuzzRequest): Promise<Outcome> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const failed = (error: Error): void => resolve({ status: 0, text: '', reason: error.message });
    try {
      const length = body === null ? {} : { 'content-length': String(body.length) };
      const chunked = headers['transfer-encoding'] !== undefined;
      const sent = httpRequest(
        {
          hostname,
          port,
          method,
          path,
          agent,
          headers: { ...headers, ...(chunked ? {} : length) },
        },
        (answer) => {
          const chunks: Buffer[] = [];
          let bytes = 0;
          answer.on('data', (chunk: Buffer) => {
            bytes += chunk.length;
            if (bytes <= READ_MAX_BYTES) chunks.push(chunk);
          });
          const status = answer.statusCode ?? 0;
          const done = (): void => {
            const text = `${answer.rawHeaders.join('\n')}\n${Buffer.concat(chunks).toString('latin1')}`;
            resolve({ status, text, reason: '' });
          };
          answer.once('end', done);
          answer.once('error', done);
        },
      );
      sent.setTimeout(TIMEOUT_MS, () => sent.destroy(new Error('no answer in time')));
      sent.once('upgrade', (answer, socket) => {
        socket.destroy();
        resolve({ status: answer.statusCode ?? 0, text: '', reason: '' });
      });
      sent.once('error', failed);
      sent.end(body ?? undefined);
    } catch (error) {
      failed(error as Error);
    }
  });
}

/** Bytes as they are, on a connection of their own; the answer until the other side ends it or is silent for so long. */
export function sendRaw(url: string, bytes: Buffer, patienceMs = 300): Promise<Outcome> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    const chunks: Buffer[] = [];
    let reason = '';
    socket.setTimeout(patienceMs, () => socket.destroy());
    socket.on('data', (chunk) => chunks.push(chunk));
    socket.on('error', (error) => {
      reason = error.message;
    });
    socket.on('close', () => {
      const text = Buffer.concat(chunks).toString('latin1');
      resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0), text, reason });
    });
    socket.write(bytes);
  });
}

export function closeConnections(): void {
  agent.destroy();
}
