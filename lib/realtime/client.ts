/**
 * Live news of the signed-in user, in the browser: Socket.IO on our origin, the user taken from the
 * session cookie by the server. The client library is loaded when the first view asks for news, so
 * that no page waits for it.
 */
import type { FinalState, RunState } from '@/lib/domain/prompt-run';
import type { UserEvent, WorkspaceNews } from '@/lib/domain/user-event';

type GenerationEvent = Omit<Extract<UserEvent, { kind: 'generation' }>, 'kind'>;

interface RunNews<State> {
  readonly runId: string;
  readonly promptId: string;
  readonly state: State;
}

/** What the server sends, by Socket.IO's event names. */
export interface LiveEvents {
  /** A generation appeared, got its thumbnails, went to the trash or came back. */
  generation: (event: GenerationEvent) => void;
  /** A run waits or runs now. */
  'run-state': (event: RunNews<RunState>) => void;
  /** A run has ended. */
  'run-end': (event: RunNews<FinalState>) => void;
  /** The user's workspace moved, or its countdown began or stopped. */
  workspace: (event: WorkspaceNews) => void;
  /** For who watches `overview`: what the console shows first. */
  overview: (overview: object) => void;
  /** For who watches `log <slot>`: what its runner printed. */
  log: (news: {
    readonly slotId: string;
    readonly lines: readonly { readonly at: number; readonly text: string }[];
  }) => void;
}

/** Events of the connection itself. */
interface ConnectionEvents {
  /** Connected, the first time too: what happened since the page was drawn was not told. */
  connected: () => void;
  disconnected: () => void;
}

type Events = LiveEvents & ConnectionEvents;
export type LiveEventName = keyof Events;
export type LiveListener<Name extends LiveEventName> = Events[Name];

export interface LiveClient {
  /** Listens; call the result to stop. */
  on<Name extends LiveEventName>(name: Name, listener: LiveListener<Name>): () => void;
  /** Asks the server for news that only come when asked for; call the result to stop. */
  watch(topic: string): () => void;
  close(): void;
}

const SERVER_EVENTS = [
  'generation',
  'run-state',
  'run-end',
  'workspace',
  'overview',
  'log',
] as const;
const RECONNECT_MAX_MS = 10_000;
const REOPEN_MS = 3_000;

/** Opens the connection and keeps it open, with growing waits between attempts. */
export function openLiveClient(): LiveClient {
  const listeners = new Map<LiveEventName, Set<(event: never) => void>>();
  const tell = (name: LiveEventName, event?: unknown): void => {
    for (const listener of listeners.get(name) ?? []) (listener as (event: unknown) => void)(event);
  };
  const state = {
    closed: false,
    disconnect: (): void => undefined,
    send: (_call: 'watch' | 'unwatch', _topic: string): void => undefined,
  };
  const topics = new Map<string, number>();

  const connect = async (): Promise<void> => {
    const { io } = await import('socket.io-client');
    // Closed while the library was on its way, as in a page that was left at once.
    if (state.closed) return;
    const socket = io({
      path: '/socket.io',
      transports: ['websocket', 'polling'],
      reconnectionDelayMax: RECONNECT_MAX_MS,
    });
    state.disconnect = () => void socket.disconnect();
    const reopen = (): void => {
      if (!state.closed) setTimeout(() => void socket.connect(), REOPEN_MS);
    };
    state.send = (call, topic) => {
      if (socket.connected) socket.emit(call, topic);
    };
    socket.on('connect', () => {
      for (const topic of topics.keys()) state.send('watch', topic);
      tell('connected');
    });
    socket.on('disconnect', (reason) => {
      tell('disconnected');
      // The library takes a server's goodbye for final, but a server that restarts says it too.
      if (reason === 'io server disconnect') reopen();
    });
    socket.on('connect_error', () => {
      if (!socket.active) reopen();
    });
    for (const name of SERVER_EVENTS) socket.on(name, (event: unknown) => tell(name, event));
  };
  void connect();

  return {
    on(name, listener) {
      const all = listeners.get(name) ?? new Set();
      listeners.set(name, all.add(listener));
      return () => all.delete(listener);
    },
    watch(topic) {
      const watchers = topics.get(topic) ?? 0;
      topics.set(topic, watchers + 1);
      if (watchers === 0) state.send('watch', topic);
      return () => {
        const left = (topics.get(topic) ?? 1) - 1;
        if (left > 0) topics.set(topic, left);
        else {
          topics.delete(topic);
          state.send('unwatch', topic);
        }
      };
    },
    close() {
      state.closed = true;
      state.disconnect();
    },
  };
}
