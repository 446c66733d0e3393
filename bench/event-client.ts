/** A client of ComfyUI's API that times what it does: ends are noticed when they arrive, not by asking. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';

import { WebSocket } from 'ws';

import type { Graph } from '@/lib/domain/prompt-run';

const ENDS = new Set(['execution_success', 'execution_error', 'execution_interrupted']);

interface Message {
  readonly type: string;
  readonly data: { readonly prompt_id?: string };
}

export class EventClient {
  private readonly waiting = new Map<string, (end: string) => void>();
  /** Ends that arrived before the answer that names their prompt. */
  private readonly early = new Map<string, string>();
  private readonly clientId = randomUUID();
  private readonly socket: WebSocket;

  private constructor(
    private readonly url: string,
    private readonly headers: Record<string, string>,
  ) {
    const address = `${url.replace('http', 'ws')}/ws?clientId=${this.clientId}`;
    this.socket = new WebSocket(address, { headers });
    this.socket.on('message', (data: Buffer, binary: boolean) => {
      if (!binary) this.onMessage(JSON.parse(data.toString()) as Message);
    });
  }

  /**
   * @param url the address that a client of ComfyUI's API is given
   * @param headers who asks: a bearer token, a signed tenant, or nothing
   */
  static async connect(url: string, headers: Record<string, string> = {}): Promise<EventClient> {
    const client = new EventClient(url, headers);
    await once(client.socket, 'open');
    return client;
  }

  /** From submit to the terminal event. @returns milliseconds. @throws when the prompt fails */
  async run(prompt: Graph): Promise<number> {
    const startedAt = performance.now();
    const answer = await fetch(`${this.url}/prompt`, {
      method: 'POST',
      headers: { ...this.headers, 'content-type': 'application/json' },
      body: JSON.stringify({ prompt, client_id: this.clientId }),
    });
    const body = (await answer.json()) as { prompt_id?: string };
    const promptId = body.prompt_id;
    if (promptId === undefined) throw new Error(`refused: ${JSON.stringify(body)}`);
    const end = this.early.get(promptId) ?? (await this.endOf(promptId));
    this.early.delete(promptId);
    if (end !== 'execution_success') throw new Error(`${promptId}: ${end}`);
    return performance.now() - startedAt;
  }

  close(): void {
    this.socket.close();
  }

  private endOf(promptId: string): Promise<string> {
    return new Promise((resolve) => this.waiting.set(promptId, resolve));
  }

  private onMessage({ type, data }: Message): void {
    if (!ENDS.has(type) || data.prompt_id === undefined) return;
    const resolve = this.waiting.get(data.prompt_id);
    this.waiting.delete(data.prompt_id);
    if (resolve === undefined) this.early.set(data.prompt_id, type);
    else resolve(type);
  }
}
