/**
 * Keeps one slot's runner alive: starts it, watches it, and starts a new one with growing pauses when
 * it ended, hangs or was asked to be replaced.
 */
import { setTimeout as delay } from 'node:timers/promises';

import { errorMessage } from '@/lib/kernel/errors';
import type { Logger } from '@/lib/kernel/log';

import { RunnerFault, type Runner, type RunnerFacts } from './runner';
import type { RunnerClient } from './runner-client';
import { openRunnerSocket, type RunnerSocket, type RunnerSocketOptions } from './runner-socket';
import { watchMemory } from './tree-memory';
import { watchHealth } from './watch-health';

/** A runner that prompts may be sent to. */
export interface ReadyRunner {
  readonly client: RunnerClient;
  readonly facts: RunnerFacts;
}

export interface SupervisorOptions {
  /** A new life; its process is not started yet. */
  readonly createRunner: () => Promise<Runner>;
  readonly clientId: string;
  readonly events: Pick<RunnerSocketOptions, 'onMessage' | 'onPreview' | 'onReattached'>;
  /**
   * May fail: then the runner is not offered, and is started anew.
   * @param signal aborted when this runner's life is over
   */
  readonly onReady: (ready: ReadyRunner, signal: AbortSignal) => Promise<void>;
  readonly onStats: (systemStats: Record<string, unknown>) => void;
  /** The runner cannot be used (any more); `reason` is for people. */
  readonly onDown: (state: 'starting' | 'crashed' | 'stopping', reason: string) => void;
  /** Memory that the runner's processes may hold together; 0: no limit. */
  readonly memoryMaxBytes: number;
  readonly breaker: Breaker;
  readonly log: Logger;
}

/** After so many failures in a row the runner is left alone for long; then it gets one try. */
export interface Breaker {
  readonly failures: number;
  readonly openMs: number;
}

export interface Supervisor {
  /**
   * Replaces the runner.
   * @param why `fault`: it does not do what it should; `wish`: somebody wants a new one, at once
   */
  restart(reason: string, why?: 'fault' | 'wish'): void;
  /** It did what it is there for: earlier failures do not count any more. */
  noteWell(): void;
  /** Ends the runner for good. @returns whether all its processes are gone */
  stop(): Promise<boolean>;
}

const BACKOFF_FIRST_MS = 500;
const BACKOFF_MAX_MS = 30_000;
/** A runner that lived so long was well; its successor starts without a pause. */
const WELL_AFTER_MS = 60_000;

export function superviseRunner(options: SupervisorOptions): Supervisor {
  const { log } = options;
  const stopping = new AbortController();
  let failures = 0;
  let isWished = false;
  let resume: (() => void) | undefined;
  let condemn: ((reason: string) => void) | undefined;
  let current: Runner | undefined;
  let areAllGone = true;

  /** One life, from start to end. @returns why it ended */
  async function live(runner: Runner): Promise<string> {
    const condemned = Promise.withResolvers<string>();
    condemn = condemned.resolve;
    let socket: RunnerSocket | undefined;
    const watches: { stop(): void }[] = [];
    const over = new AbortController();
    try {
      const client = await Promise.race([
        runner.start(),
        condemned.promise.then((reason) => Promise.reject(new RunnerFault(reason))),
      ]);
      socket = openRunnerSocket({
        port: client.port,
        secret: client.secret,
        clientId: options.clientId,
        ...options.events,
        onLost: condemned.resolve,
      });
      const early = await Promise.race([socket.ready, runner.ended, condemned.promise]);
      if (early !== undefined) return early;
      const facts = await client.facts();
      const preparing = options.onReady({ client, facts }, over.signal);
      preparing.catch(() => undefined);
      const cut = await Promise.race([preparing, runner.ended, condemned.promise]);
      if (cut !== undefined) return cut;
      const readyAtMs = Date.now();
      watches.push(
        watchHealth(client, { onStats: options.onStats, onUnwell: condemned.resolve }),
        ...watchMemoryOf(runner, condemned.resolve),
      );
      const reason = await Promise.race([runner.ended, condemned.promise]);
      if (Date.now() - readyAtMs > WELL_AFTER_MS) failures = 0;
      return reason;
    } catch (error) {
      return errorMessage(error);
    } finally {
      condemn = undefined;
      over.abort();
      for (const watch of watches) watch.stop();
      socket?.close();
    }
  }

  function watchMemoryOf(runner: Runner, onExceeded: (reason: string) => void) {
    if (options.memoryMaxBytes === 0) return [];
    const memoryBytes = () => runner.memoryBytes();
    return [watchMemory({ memoryBytes, maxBytes: options.memoryMaxBytes, onExceeded, log })];
  }

  /** Longer after each failure; very long when they do not stop. */
  async function pause(reason: string): Promise<void> {
    const isOpen = failures >= options.breaker.failures;
    const backoffMs = Math.min(BACKOFF_FIRST_MS * 2 ** (failures - 1), BACKOFF_MAX_MS);
    const pauseMs = isOpen ? options.breaker.openMs : backoffMs;
    const again = isOpen
      ? ` (${failures} times in a row; the next try comes in ${Math.round(pauseMs / 1000)} s)`
      : '';
    // Whoever wants a new one may say so while the old one is still being ended.
    const resumed = new Promise<void>((resolve) => (resume = resolve));
    options.onDown('crashed', reason + again);
    log.error({ reason, failures, pauseMs }, 'runner down');
    if ((await current?.stop()) === false) {
      options.onDown('crashed', `${reason}; some of its processes could not be ended${again}`);
    }
    const paused = delay(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    await Promise.race([paused, resumed]);
    resume = undefined;
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      options.onDown('starting', '');
      isWished = false;
      let reason: string;
      try {
        current = await options.createRunner();
        reason = await live(current);
      } catch (error) {
        reason = errorMessage(error);
      }
      if (isStopping()) break;
      if (isNewWished()) {
        options.onDown('starting', reason);
        await current?.stop();
        continue;
      }
      failures += 1;
      await pause(reason);
    }
    options.onDown('stopping', '');
    areAllGone = (await current?.stop()) ?? true;
  }
  const isStopping = () => stopping.signal.aborted;
  const isNewWished = () => isWished;
  // The caller may not have finished making what the events go to.
  const looping = Promise.resolve().then(loop);

  return {
    restart(reason, why = 'fault') {
      isWished = why === 'wish';
      condemn?.(reason);
      if (isWished) resume?.();
    },
    noteWell() {
      failures = 0;
    },
    async stop() {
      stopping.abort();
      condemn?.('the worker is stopping');
      await looping;
      return areAllGone;
    },
  };
}
