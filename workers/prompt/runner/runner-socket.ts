/**
 * The worker's one WebSocket to a runner: all events of all prompts that the worker submitted there.
 * It reconnects by itself as long as the runner lives. Nothing is replayed by the runner, so after a
 * gap the caller has to look at what it follows.
 */
import { WebSocket, type RawData } from 'ws';

import { decodePreview, type RunnerPreview } from './decode-preview';
import { parsePythonJson } from './python-json';
import { SYSTEM_TENANT, tenantHeaders } from './tenant-headers';

export interface RunnerSocketOptions {
  readonly port: number;
  readonly secret: string;
  readonly clientId: string;
  readonly onMessage: (type: string, data: Record<string, unknown>) => void;
  readonly onPreview: (preview: RunnerPreview) => void;
  /** The socket is back after it was lost: events may have been missed. */
  readonly onReattached: () => void;
  /** The socket could not be opened again for long: the runner is not well. */
  readonly onLost: (reason: string) => void;
}

export interface RunnerSocket {
  /** Resolves when the first connection stands. */
  readonly ready: Promise<void>;
  close(): void;
}

const RECONNECT_AFTER_MS = 250;
const OPEN_TIMEOUT_MS = 10_000;
/** As long as a runner may hold Python's lock in one go, loading a model. */
const LOST_AFTER_MS = 60_000;
const MESSAGE_BYTES_MAX = 256 * 1024 * 1024;

export function openRunnerSocket(options: RunnerSocketOptions): RunnerSocket {
  const { port, secret, clientId } = options;
  const url = `ws://127.0.0.1:${port}/ws?clientId=${encodeURIComponent(clientId)}`;
  const opened = Promise.withResolvers<undefined>();
  let socket: WebSocket;
  let isClosed = false;
  let wasReady = false;
  let lastSeenMs = Date.now();

  function connect(): void {
    let isAlive = true;
    const current = new WebSocket(url, {
      headers: tenantHeaders(secret, SYSTEM_TENANT),
      perMessageDeflate: false,
      maxPayload: MESSAGE_BYTES_MAX,
      handshakeTimeout: OPEN_TIMEOUT_MS,
    });
    socket = current;
    const seen = () => {
      isAlive = true;
      lastSeenMs = Date.now();
    };
    const pinging = setInterval(() => {
      if (!isAlive) current.terminate();
      isAlive = false;
      if (current.readyState === WebSocket.OPEN) current.ping();
    }, LOST_AFTER_MS / 2);
    current.on('open', () => {
      // The first message decides how previews come: with the prompt they belong to.
      current.send(
        JSON.stringify({ type: 'feature_flags', data: { supports_preview_metadata: true } }),
      );
      seen();
      if (wasReady) options.onReattached();
      wasReady = true;
      opened.resolve(undefined);
    });
    current.on('pong', seen);
    current.on('message', (raw, isBinary) => {
      seen();
      dispatch(raw, isBinary, options);
    });
    current.on('error', () => undefined);
    current.on('close', () => {
      clearInterval(pinging);
      if (isClosed) return;
      if (Date.now() - lastSeenMs > LOST_AFTER_MS) {
        isClosed = true;
        options.onLost('its socket could not be opened again');
        return;
      }
      setTimeout(() => !isClosed && connect(), RECONNECT_AFTER_MS);
    });
  }
  connect();

  return {
    ready: opened.promise,
    close() {
      isClosed = true;
      socket.terminate();
    },
  };
}

function dispatch(raw: RawData, isBinary: boolean, options: RunnerSocketOptions): void {
  const bytes = raw as Buffer;
  if (isBinary) {
    const preview = decodePreview(bytes);
    if (preview !== null) options.onPreview(preview);
    return;
  }
  const message = readMessage(bytes.toString());
  if (message !== null) options.onMessage(message.type, message.data);
}

/** @returns null for what is no ComfyUI message: a custom node may send anything */
function readMessage(text: string): { type: string; data: Record<string, unknown> } | null {
  try {
    const { type, data } = parsePythonJson(text) as { type?: unknown; data?: unknown };
    if (typeof type !== 'string' || typeof data !== 'object' || data === null) return null;
    return { type, data: data as Record<string, unknown> };
  } catch {
    return null;
  }
}
