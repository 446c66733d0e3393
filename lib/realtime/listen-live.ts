/** A live view as a browser opens it, for the proof of isolation. */
import { io } from 'socket.io-client';

export interface LiveEar {
  /** Names of events and what came with them, as texts. */
  readonly heard: readonly string[];
  send(call: string, value: unknown): void;
  close(): void;
}

const CONNECT_TIMEOUT_MS = 10_000;

/** @throws when the connection is refused */
export async function listenLive(origin: string, token: string): Promise<LiveEar> {
  const socket = io(origin, {
    ...{ path: '/socket.io', forceNew: true, reconnection: false, transports: ['websocket'] },
    ...{ auth: { token }, timeout: CONNECT_TIMEOUT_MS },
  });
  const heard: string[] = [];
  socket.onAny((name: string, news: unknown) => heard.push(`${name} ${JSON.stringify(news)}`));
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
  });
  return {
    heard,
    send: (call, value) => void socket.emit(call, value),
    close: () => void socket.disconnect(),
  };
}
