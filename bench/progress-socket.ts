/** A client with sockets of one client id: how late progress of a timer node arrives, measured from the prompt's start. */
import { once } from 'node:events';

import { WebSocket } from 'ws';

import type { Graph } from '@/lib/domain/prompt-run';

interface Message {
  readonly type: string;
  readonly data: {
    readonly prompt_id?: string;
    readonly timestamp?: number;
    readonly value?: number;
  };
}

/** What the editor says first: previews come with their node, before the step's `progress`. */
export const EDITOR_FLAGS = JSON.stringify({
  type: 'feature_flags',
  data: { supports_preview_metadata: true },
});

const nowMs = (): number => performance.timeOrigin + performance.now();

export interface ProgressOptions {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly clientId: string;
  readonly count: number;
  /** Time between two steps of the node. */
  readonly stepMs: number;
}

export class ProgressSockets {
  /** Milliseconds after the moment at which the step was due, of each progress event that was read. */
  lagsMs: number[] = [];
  previews = 0;

  private ended: (() => void) | undefined;

  private constructor(
    private readonly options: ProgressOptions,
    private readonly sockets: readonly WebSocket[],
  ) {
    sockets.forEach((socket) => this.listen(socket));
  }

  get count(): number {
    return this.sockets.length;
  }

  /** Submits a prompt and waits until the first socket is told its end. */
  async run(prompt: Graph): Promise<void> {
    const end = new Promise<void>((resolve) => (this.ended = resolve));
    const { url, headers, clientId } = this.options;
    const answer = await fetch(`${url}/prompt`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ prompt, client_id: clientId }),
    });
    if (!answer.ok) throw new Error(`refused: ${answer.status} ${await answer.text()}`);
    await end;
  }

  static async open(options: ProgressOptions): Promise<ProgressSockets> {
    const address = `${options.url.replace('http', 'ws')}/ws?clientId=${options.clientId}`;
    const sockets = Array.from(
      { length: options.count },
      () => new WebSocket(address, { headers: options.headers }),
    );
    const opened = new ProgressSockets(options, sockets);
    await Promise.all(sockets.map((socket) => once(socket, 'open')));
    for (const socket of sockets) socket.send(EDITOR_FLAGS);
    return opened;
  }

  close(): void {
    for (const socket of this.sockets) socket.close();
  }

  private listen(socket: WebSocket): void {
    let startedMs: number | null = null;
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      const at = nowMs();
      if (isBinary) this.previews += 1;
      if (isBinary) return;
      const { type, data: told } = JSON.parse(data.toString()) as Message;
      if (type === 'execution_success' && socket === this.sockets[0]) this.ended?.();
      if (type === 'execution_start') startedMs = told.timestamp ?? null;
      if (type !== 'progress' || startedMs === null || told.value === undefined) return;
      this.lagsMs.push(at - startedMs - told.value * this.options.stepMs);
    });
  }
}
