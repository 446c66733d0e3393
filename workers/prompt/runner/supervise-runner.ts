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
  /** May fail: then the runner is not offered, and is started anew. */
  readonly onReady: (ready: ReadyRunner) => Promise<void>;
  readonly onStats: (systemStats: Record<string, unknown>) => void;
  /** The runner cannot be used (any more); `reason` is for people. */
  readonly onDown: (state: 'starting' | 'crashed' | 'stopping', reason: string) => void;
  readonly log: Logger;
}

export interface Supervisor {
  /** Replaces the runner, because it does not do what it should. */
  restart(reason: string): void;
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
  let condemn: ((reason: string) => void) | undefined;
  let current: Runner | undefined;
  let areAllGone = true;

  /** One life, from start to end. @returns why it ended */
  async function live(runner: Runner): Promise<string> {
    const condemned = Promise.withResolvers<string>();
    condemn = condemned.resolve;
    let socket: RunnerSocket | undefined;
    let health: { stop(): void } | undefined;
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
      await options.onReady({ client, facts });
      const readyAtMs = Date.now();
      health = watchHealth(client, { onStats: options.onStats, onUnwell: condemned.resolve });
      const reason = await Promise.race([runner.ended, condemned.promise]);
      if (Date.now() - readyAtMs > WELL_AFTER_MS) failures = 0;
      return reason;
    } catch (error) {
      return errorMessage(error);
    } finally {
      condemn = undefined;
      health?.stop();
      socket?.close();
    }
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      options.onDown('starting', '');
      let reason: string;
      try {
        current = await options.createRunner();
        reason = await live(current);
      } catch (error) {
        reason = errorMessage(error);
      }
      if (isStopping()) break;
      failures += 1;
      const pauseMs = Math.min(BACKOFF_FIRST_MS * 2 ** (failures - 1), BACKOFF_MAX_MS);
      options.onDown('crashed', reason);
      log.error({ reason, failures, pauseMs }, 'runner down');
      await current?.stop();
      await delay(pauseMs, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
    options.onDown('stopping', '');
    areAllGone = (await current?.stop()) ?? true;
  }
  const isStopping = () => stopping.signal.aborted;
  // The caller may not have finished making what the events go to.
  const looping = Promise.resolve().then(loop);

  return {
    restart: (reason) => condemn?.(reason),
    async stop() {
      stopping.abort();
      condemn?.('the worker is stopping');
      await looping;
      return areAllGone;
    },
  };
}
