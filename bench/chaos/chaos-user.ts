/**
 * A user as scripts and editors are: submits with an id of its own and repeats a submission that got no
 * answer, keeps one socket open and opens it again whenever it breaks. It notes every terminal event
 * with the connection on which it came.
 */
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import { WebSocket } from 'ws';

import type { Graph } from '@/lib/domain/prompt-run';
import { parseUserId, type UserId } from '@/lib/kernel/ids';

import type { Stack, StackUser } from '../../tests/support/stack';

const ENDS = new Set(['execution_success', 'execution_error', 'execution_interrupted']);
const REQUEST_LIMIT_MS = 5_000;
const AGAIN_AFTER_MS = 250;
const PATIENCE_MS = 180_000;
/** Browsers notice a dead connection by themselves; a script pings. */
const PING_EVERY_MS = 2_000;
const MISSED_AFTER_MS = 10_000;

export interface End {
  readonly promptId: string;
  readonly type: string;
  /** Counts the user's connections from 1. */
  readonly connection: number;
}

export class ChaosUser {
  readonly ends: End[] = [];
  readonly submitted: string[] = [];
  readonly refusals: string[] = [];
  connections = 0;
  private readonly clientId = randomUUID();
  private socket: WebSocket | null = null;
  private isLeaving = false;
  private lastNewsMs = Date.now();

  private constructor(
    private readonly stack: Stack,
    readonly id: UserId,
    private readonly token: string,
  ) {}

  static async enter(stack: Stack, user: StackUser): Promise<ChaosUser> {
    const id = parseUserId(user.id);
    if (id === null) throw new Error('not a user id');
    const entered = new ChaosUser(stack, id, await stack.signIn(user));
    void entered.keepConnected();
    return entered;
  }

  /** Resolves when the prompt is taken; gives up only when the stack stays away for minutes. */
  async submit(prompt: Graph): Promise<string> {
    const promptId = randomUUID();
    const until = Date.now() + PATIENCE_MS;
    for (;;) {
      const status = await this.post('/api/prompt', {
        ...{ prompt, prompt_id: promptId, client_id: this.clientId },
      });
      // 409: the answer to an earlier try was lost on its way.
      if (status === 200 || status === 409) break;
      if (status !== null && status !== 429 && status < 500) this.refusals.push(`${status}`);
      if (Date.now() > until) throw new Error(`${promptId} could not be submitted for minutes`);
      await delay(AGAIN_AFTER_MS);
    }
    this.submitted.push(promptId);
    this.lastNewsMs = Date.now();
    return promptId;
  }

  /** Whether nothing was heard for so long that ends may have been missed. */
  isWaitingLong(): boolean {
    return Date.now() - this.lastNewsMs > MISSED_AFTER_MS;
  }

  hasEnd(promptId: string): boolean {
    return this.ends.some((end) => end.promptId === promptId);
  }

  /** Closes the socket and opens another, as a reloaded page does. Resolves when it is open. */
  async attachAgain(): Promise<void> {
    const before = this.connections;
    this.socket?.terminate();
    while (this.connections === before) await delay(AGAIN_AFTER_MS);
  }

  leave(): void {
    this.isLeaving = true;
    this.socket?.terminate();
  }

  private async post(path: string, body: unknown): Promise<number | null> {
    try {
      const answer = await fetch(`${this.stack.url}/studio${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${this.token}` },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
      });
      await answer.text();
      return answer.status;
    } catch {
      return null;
    }
  }

  private async keepConnected(): Promise<void> {
    while (!this.isLeaving) {
      await this.connectOnce();
      await delay(AGAIN_AFTER_MS);
    }
  }

  /** Resolves when the connection is over. */
  private connectOnce(): Promise<void> {
    const address = `${this.stack.url.replace('http', 'ws')}/studio/ws?clientId=${this.clientId}`;
    const socket = new WebSocket(address, {
      headers: { authorization: `Bearer ${this.token}` },
      handshakeTimeout: REQUEST_LIMIT_MS,
    });
    this.socket = socket;
    let connection = 0;
    let isAlive = true;
    const pinging = setInterval(() => {
      if (!isAlive) socket.terminate();
      isAlive = false;
      if (socket.readyState === WebSocket.OPEN) socket.ping();
    }, PING_EVERY_MS * 2);
    socket.on('open', () => {
      this.connections += 1;
      connection = this.connections;
      isAlive = true;
    });
    socket.on('pong', () => (isAlive = true));
    socket.on('message', (data: Buffer, isBinary: boolean) => {
      isAlive = true;
      if (isBinary) return;
      const { type, data: told } = JSON.parse(data.toString()) as {
        type: string;
        data: { prompt_id?: string };
      };
      if (!ENDS.has(type) || told.prompt_id === undefined) return;
      this.ends.push({ promptId: told.prompt_id, type, connection });
      this.lastNewsMs = Date.now();
    });
    socket.on('error', () => undefined);
    return new Promise((resolve) => {
      socket.on('close', () => {
        clearInterval(pinging);
        resolve();
      });
    });
  }
}
