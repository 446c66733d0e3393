/**
 * One open socket: what it asked for, and how much it may be owed. Texts are never dropped; a socket
 * that does not take them is closed before it fills the process's memory.
 */
import type { Duplex } from 'node:stream';

import { z } from 'zod';
import type { RawData, WebSocket } from 'ws';

import type { Caller } from '@/lib/domain/user';
import { holdForTurn } from '@/lib/kernel/hold-for-turn';

import { CLOSINGS, type SocketClosing } from './close-codes';
import { textFrame } from './frames';
import { wireFrame } from './wire-frame';

/** A preview is worth nothing behind so much else. */
const PREVIEW_BUFFERED_MAX_BYTES = 512 * 1024;
const BUFFERED_MAX_BYTES = 16 * 1024 * 1024;

export interface SocketClient {
  readonly caller: Caller;
  /** Data from the client, unique to nobody: two tabs may share one. */
  readonly clientId: string;
  /** Whether the client named itself; a minted id has no runs to come back to. */
  readonly isNamed: boolean;
  /** Whether previews carry their prompt and node. */
  readonly wantsPreviewMetadata: boolean;
  /** Whether it is still worth sending to. */
  readonly isOpen: boolean;
  sendText(text: string): void;
  /** @param frame a text of `wireFrame`, encoded once for several sockets */
  sendTextFrame(frame: Buffer): void;
  /** Drops the picture when the socket is behind. @param frame of `wireFrame` */
  sendPreviewFrame(frame: Buffer): void;
  /** From here on the client's wish for feature flags is answered: the first message is `status`. */
  start(): void;
  close(closing: SocketClosing): void;
  /** Pings; ends the socket when the last ping was not answered. */
  checkAlive(): void;
  terminate(): void;
}

const flagsSchema = z.object({
  type: z.literal('feature_flags'),
  data: z.object({ supports_preview_metadata: z.unknown().optional() }),
});

/**
 * @param duplex what carries the socket
 * @param features what the server can do, as `/features` says
 */
export function createSocketClient(
  socket: WebSocket,
  duplex: Duplex,
  identity: Pick<SocketClient, 'caller' | 'clientId' | 'isNamed'>,
  features: Readonly<Record<string, unknown>>,
): SocketClient {
  let isAlive = true;
  let wantsPreviewMetadata = false;
  let flags: 'unasked' | 'asked' | 'settled' = 'unasked';
  let isStarted = false;

  function answerFlags(): void {
    if (!isStarted || flags !== 'asked') return;
    flags = 'settled';
    sendText(textFrame({ type: 'feature_flags', data: { ...features } }));
  }

  function sendText(text: string): void {
    sendTextFrame(wireFrame('text', text));
  }

  function sendTextFrame(frame: Buffer): void {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > BUFFERED_MAX_BYTES) {
      close(CLOSINGS.tooSlow);
      return;
    }
    write(frame);
  }

  /** Beside the library, which would encode the frame anew. Nothing of it is in mid-frame: it compresses nothing. */
  function write(frame: Buffer): void {
    holdForTurn(duplex);
    duplex.write(frame);
  }

  function close({ code, reason }: SocketClosing): void {
    socket.close(code, reason);
  }

  // Flags are settled by the first message, whatever it is; all else that clients send is theirs.
  socket.once('message', (data, isBinary) => {
    const wished = isBinary ? null : readFlags(data);
    flags = wished === null ? 'settled' : 'asked';
    wantsPreviewMetadata = wished?.supports_preview_metadata === true;
    answerFlags();
  });
  socket.on('pong', () => {
    isAlive = true;
  });

  return {
    ...identity,
    get wantsPreviewMetadata() {
      return wantsPreviewMetadata;
    },
    get isOpen() {
      return socket.readyState === socket.OPEN;
    },
    sendText,
    sendTextFrame,
    sendPreviewFrame(frame) {
      if (socket.readyState !== socket.OPEN) return;
      if (socket.bufferedAmount > PREVIEW_BUFFERED_MAX_BYTES) return;
      write(frame);
    },
    start() {
      isStarted = true;
      answerFlags();
    },
    close,
    checkAlive() {
      if (!isAlive) {
        socket.terminate();
        return;
      }
      isAlive = false;
      if (socket.readyState === socket.OPEN) socket.ping();
    },
    terminate: () => socket.terminate(),
  };
}

function readFlags(data: RawData): z.infer<typeof flagsSchema>['data'] | null {
  try {
    const text = Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data as ArrayBuffer);
    return flagsSchema.parse(JSON.parse(text.toString('utf8'))).data;
  } catch {
    return null;
  }
}
