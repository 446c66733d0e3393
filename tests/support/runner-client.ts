/** The built-in runner in this process, on a real port, and clients that speak to it as the worker does. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { WebSocket } from 'ws';

import type { Graph } from '@/lib/domain/prompt-run';
import { createLogger } from '@/lib/kernel/log';
import { createNodeRegistry } from '@/workers/builtin-runner/nodes/registry';
import {
  SIGNATURE_HEADER,
  signTenant,
  TENANT_HEADER,
} from '@/workers/builtin-runner/server/authenticate-tenant';
import { createRunner } from '@/workers/builtin-runner/server/runner';
import { startServer } from '@/workers/builtin-runner/server/start-server';

import { waitFor } from './wait-for';

export const SECRET = 'ab'.repeat(32);
const MIB = 1024 * 1024;

export interface TestRunner {
  readonly url: string;
  readonly root: string;
  close(): Promise<void>;
}

/** The tenant's name and its signature. */
export function headersFor(tenant: string): Record<string, string> {
  return { [TENANT_HEADER]: tenant, [SIGNATURE_HEADER]: signTenant(SECRET, tenant) };
}

export async function startTestRunner(secret: string | null = SECRET): Promise<TestRunner> {
  const root = await realpath(await mkdtemp(path.join(tmpdir(), 'atelier-runner-')));
  const runner = createRunner({
    tenantsRoot: root,
    nodes: createNodeRegistry(true),
    cacheMaxBytes: 64 * MIB,
  });
  const server = await startServer({
    runner,
    host: '127.0.0.1',
    port: 0,
    secret,
    limits: { maxJsonBytes: MIB, maxUploadBytes: MIB },
    log: createLogger('test', 'silent'),
  });
  return {
    url: `http://127.0.0.1:${server.port}`,
    root,
    async close() {
      await server.close();
      await rm(root, { recursive: true, force: true });
    },
  };
}

export interface RunnerMessage {
  /** A binary frame is `binary` and its type number. */
  readonly type: string;
  readonly data: Record<string, unknown>;
  readonly frame?: Buffer;
}

/** A tenant's view of the runner. */
export class RunnerClient {
  readonly received: RunnerMessage[] = [];
  private socket: WebSocket | null = null;

  constructor(
    readonly url: string,
    readonly tenant: string,
    readonly clientId: string = randomUUID(),
  ) {}

  async connect(flags: object | null = { supports_preview_metadata: true }): Promise<this> {
    const address = `${this.url.replace('http', 'ws')}/ws?clientId=${this.clientId}`;
    const socket = new WebSocket(address, { headers: headersFor(this.tenant) });
    this.socket = socket;
    socket.on('message', (data: Buffer, binary: boolean) => {
      if (binary) this.received.push(binaryMessage(data));
      else this.received.push(readMessage(data.toString()));
    });
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    if (flags !== null) {
      socket.send(JSON.stringify({ type: 'feature_flags', data: flags }));
      await this.receives('feature_flags');
    }
    return this;
  }

  fetch(route: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.url}${route}`, { ...init, headers: headersFor(this.tenant) });
  }

  post(route: string, body: unknown): Promise<Response> {
    return this.fetch(route, { method: 'POST', body: JSON.stringify(body) });
  }

  async json<Body = Record<string, unknown>>(route: string): Promise<Body> {
    return (await (await this.fetch(route)).json()) as Body;
  }

  /** @returns the prompt's id. @throws when it is refused */
  async submit(prompt: Graph, more: object = {}): Promise<string> {
    const response = await this.post('/prompt', { prompt, client_id: this.clientId, ...more });
    const body = (await response.json()) as { prompt_id?: string };
    if (body.prompt_id === undefined) throw new Error(JSON.stringify(body));
    return body.prompt_id;
  }

  /** Submits and waits until the history is certain. */
  async run(prompt: Graph, more: object = {}): Promise<string> {
    const promptId = await this.submit(prompt, more);
    await this.finished(promptId);
    return promptId;
  }

  async finished(promptId: string): Promise<void> {
    await waitFor(
      async () => promptId in (await this.json(`/history/${promptId}`)),
      `the history of ${promptId}`,
    );
  }

  async receives(type: string): Promise<void> {
    await waitFor(() => this.received.some((message) => message.type === type), type);
  }

  /** The types received, without `status` and flags. */
  types(): string[] {
    return this.received
      .map(({ type }) => type)
      .filter((type) => type !== 'status' && type !== 'feature_flags');
  }

  /** The data of all messages of a type. */
  dataOf(type: string): Record<string, unknown>[] {
    return this.received.filter((message) => message.type === type).map(({ data }) => data);
  }

  close(): void {
    this.socket?.close();
  }
}

function binaryMessage(frame: Buffer): RunnerMessage {
  return { type: `binary ${frame.readUInt32BE(0)}`, data: {}, frame };
}

function readMessage(text: string): RunnerMessage {
  try {
    return JSON.parse(text) as RunnerMessage;
  } catch {
    return { type: 'malformed', data: {} };
  }
}
