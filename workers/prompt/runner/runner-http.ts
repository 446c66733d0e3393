/** HTTP to a runner on loopback: small requests, kept connections, a limit on every wait. */
import { Agent, request } from 'node:http';

import { errorMessage } from '@/lib/kernel/errors';

import { parsePythonJson } from './python-json';
import { RunnerFault } from './runner';
import { tenantHeaders } from './tenant-headers';

export interface RunnerAnswer {
  readonly status: number;
  readonly text: string;
  /** @throws RunnerFault when the text is no JSON */
  json(): unknown;
}

export interface RunnerCall {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly tenant: string;
  readonly body?: unknown;
  readonly timeoutMs?: number;
}

export interface RunnerHttp {
  /** @throws RunnerFault when the runner does not answer in time */
  call(call: RunnerCall): Promise<RunnerAnswer>;
  close(): void;
}

const DEFAULT_TIMEOUT_MS = 10_000;
/** Shorter than the runners' own limit, so that we never write into a connection they are closing. */
const IDLE_CONNECTION_MS = 3_000;
const ANSWER_BYTES_MAX = 256 * 1024 * 1024;

export function createRunnerHttp(port: number, secret: string): RunnerHttp {
  const agent = new Agent({ keepAlive: true, maxSockets: 16, timeout: IDLE_CONNECTION_MS });

  return {
    call({ method = 'GET', path, tenant, body, timeoutMs = DEFAULT_TIMEOUT_MS }) {
      const payload = body === undefined ? null : Buffer.from(JSON.stringify(body));
      const headers = {
        ...tenantHeaders(secret, tenant),
        ...(payload !== null && {
          'content-type': 'application/json',
          'content-length': payload.length,
        }),
      };
      return new Promise((resolve, reject) => {
        const fail = (error: unknown) => {
          clearTimeout(limit);
          reject(new RunnerFault(`${method} ${path} failed: ${errorMessage(error)}`));
        };
        const sent = request(
          { host: '127.0.0.1', port, method, path, headers, agent },
          (response) => {
            const chunks: Buffer[] = [];
            let bytes = 0;
            response.on('data', (chunk: Buffer) => {
              chunks.push(chunk);
              bytes += chunk.length;
              if (bytes > ANSWER_BYTES_MAX) sent.destroy(new Error('the answer is too long'));
            });
            response.on('error', fail);
            response.on('end', () => {
              clearTimeout(limit);
              resolve(toAnswer(response.statusCode ?? 0, Buffer.concat(chunks).toString(), path));
            });
          },
        );
        const limit = setTimeout(() => {
          sent.destroy(new Error(`no answer within ${timeoutMs} ms`));
        }, timeoutMs);
        sent.on('error', fail);
        sent.end(payload);
      });
    },
    close: () => agent.destroy(),
  };
}

function toAnswer(status: number, text: string, path: string): RunnerAnswer {
  return {
    status,
    text,
    json() {
      try {
        return parsePythonJson(text);
      } catch {
        throw new RunnerFault(`${path} answered ${status} with something that is no JSON`);
      }
    },
  };
}
