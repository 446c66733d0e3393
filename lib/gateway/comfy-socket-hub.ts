/** What the process root and the ComfyUI socket (`lib/gateway/socket`) agree on. */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

export interface ComfySocketHub {
  /** Takes an upgrade request for `/studio/ws` or `/studio/api/ws`; refuses it itself when it must. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** How many sockets are open, for metrics. */
  readonly size: number;
  /** Closes every socket with 1001 (going away) and stops listening to channels. */
  close(): Promise<void>;
}
