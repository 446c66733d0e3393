/** A ComfyUI client's socket that keeps all it is told. */
import { WebSocket } from 'ws';
import { vi } from 'vitest';

export interface TextMessage {
  readonly type: string;
  readonly data: Record<string, unknown>;
}

export class RigSocket {
  readonly texts: TextMessage[] = [];
  readonly pictures: Buffer[] = [];
  closed: { code: number; reason: string } | null = null;
  private readonly socket: WebSocket;

  /** @param base the studio's address */
  constructor(base: string, query: string, headers: Record<string, string> = {}) {
    this.socket = new WebSocket(`${base.replace(/^http/, 'ws')}/ws${query}`, { headers });
    this.socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) this.pictures.push(data);
      else this.texts.push(JSON.parse(data.toString()) as TextMessage);
    });
    this.socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
    });
    this.socket.on('error', () => undefined);
  }

  /** Opens one with an access token and waits for the greeting. */
  static async open(base: string, token: string, clientId: string): Promise<RigSocket> {
    const query = `?clientId=${encodeURIComponent(clientId)}`;
    const socket = new RigSocket(base, query, { authorization: `Bearer ${token}` });
    await socket.until(() => socket.texts.length > 0);
    return socket;
  }

  until(condition: () => boolean): Promise<unknown> {
    return vi.waitUntil(condition, { timeout: 5_000, interval: 5 });
  }

  /** Waits until the socket is closed. */
  async end(): Promise<{ code: number; reason: string }> {
    await this.until(() => this.closed !== null);
    return this.closed ?? { code: 0, reason: '' };
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  types(): string[] {
    return this.texts.map(({ type }) => type);
  }

  /** Forgets what it was told so far. */
  forget(): void {
    this.texts.length = 0;
    this.pictures.length = 0;
  }

  close(): void {
    this.socket.close();
  }
}
