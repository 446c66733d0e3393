/** A client of ComfyUI's API as scripts and plug-ins write one: it posts graphs and follows the socket. */
import { randomUUID } from 'node:crypto';

import { WebSocket } from 'ws';

import type { Graph } from '@/lib/domain/prompt-run';

import { waitFor } from './wait-for';

export interface SocketMessage {
  readonly type: string;
  readonly data: Record<string, unknown>;
}

export interface SubmitAnswer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  /** The answer's `prompt_id`; empty when the prompt was refused. */
  readonly promptId: string;
}

const ENDS = new Set(['execution_success', 'execution_error', 'execution_interrupted']);

export class ComfyClient {
  readonly messages: SocketMessage[] = [];
  readonly previews: Buffer[] = [];
  closed: { code: number; reason: string } | null = null;
  private socket: WebSocket | null = null;

  /**
   * @param base the address that a ComfyUI client is given, such as `http://host:8880/studio`
   * @param token an access token
   */
  constructor(
    readonly base: string,
    readonly token: string,
    readonly clientId: string = randomUUID(),
  ) {}

  /** Opens the socket and waits for the first message, or for its being closed. */
  async connect(): Promise<this> {
    const address = `${this.base.replace(/^http/, 'ws')}/ws?clientId=${encodeURIComponent(this.clientId)}`;
    const socket = new WebSocket(address, { headers: { authorization: `Bearer ${this.token}` } });
    this.socket = socket;
    this.closed = null;
    socket.on('message', (data: Buffer, binary: boolean) => {
      if (binary) this.previews.push(data);
      else this.messages.push(JSON.parse(data.toString()) as SocketMessage);
    });
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
    });
    socket.on('error', () => undefined);
    socket.on('open', () =>
      socket.send(
        JSON.stringify({ type: 'feature_flags', data: { supports_preview_metadata: true } }),
      ),
    );
    const before = this.messages.length;
    await waitFor(() => this.messages.length > before || this.closed !== null, 'the first message');
    return this;
  }

  async request(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${this.token}`);
    return fetch(`${this.base}${path}`, { ...init, headers });
  }

  async json(path: string, init: RequestInit = {}): Promise<unknown> {
    const response = await this.request(path, init);
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response.json();
  }

  async post(path: string, body: unknown): Promise<Response> {
    return this.request(path, { method: 'POST', body: JSON.stringify(body) });
  }

  async submit(prompt: Graph | object, more: Record<string, unknown> = {}): Promise<SubmitAnswer> {
    const response = await this.post('/api/prompt', { prompt, client_id: this.clientId, ...more });
    const body = (await response.json()) as Record<string, unknown>;
    const promptId = typeof body['prompt_id'] === 'string' ? body['prompt_id'] : '';
    return { status: response.status, body, promptId };
  }

  /** Messages of one prompt, in order of arrival. */
  of(promptId: string): SocketMessage[] {
    return this.messages.filter(({ data }) => data['prompt_id'] === promptId);
  }

  /** Waits for the prompt's terminal message. */
  async ended(promptId: string, timeoutMs = 60_000): Promise<SocketMessage> {
    const end = (): SocketMessage | undefined =>
      this.of(promptId).find(({ type }) => ENDS.has(type));
    await waitFor(() => end() !== undefined, `the end of ${promptId}`, timeoutMs);
    const message = end();
    if (message === undefined) throw new Error('unreachable');
    return message;
  }

  /** Submits and waits for the end. @throws when the prompt is refused */
  async run(prompt: Graph | object, more: Record<string, unknown> = {}): Promise<SocketMessage> {
    const { status, body, promptId } = await this.submit(prompt, more);
    if (status !== 200) throw new Error(`refused: ${JSON.stringify(body)}`);
    return this.ended(promptId);
  }

  close(): void {
    this.socket?.close();
  }
}
