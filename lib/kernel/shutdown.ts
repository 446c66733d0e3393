/**
 * Ordered shutdown: each resource registers its own closer; they run last-in, first-out, each
 * within its limit, so that one that hangs does not keep the others from closing.
 */
import { setTimeout as delay } from 'node:timers/promises';

import { errorMessage } from './errors';
import type { Logger } from './log';

export interface Shutdown {
  /** Registers a closer. `limitMs` bounds how long it may take. */
  onClose(name: string, close: () => unknown, limitMs?: number): void;
  /** Runs all closers once; later calls wait for the first. */
  close(): Promise<void>;
}

const DEFAULT_LIMIT_MS = 10_000;

export function createShutdown(log: Logger): Shutdown {
  const closers: { name: string; close: () => unknown; limitMs: number }[] = [];
  let running: Promise<void> | undefined;

  async function closeAll(): Promise<void> {
    for (const { name, close, limitMs } of closers.reverse()) {
      const limit = new AbortController();
      const timedOut = delay(limitMs, 'timed out' as const, { signal: limit.signal, ref: false });
      try {
        const result = await Promise.race([Promise.resolve(close()), timedOut]);
        if (result === 'timed out') log.warn({ resource: name, limitMs }, 'closing took too long');
      } catch (error) {
        log.warn({ resource: name, error: errorMessage(error) }, 'closing failed');
      } finally {
        limit.abort();
        timedOut.catch(() => undefined);
      }
    }
  }

  return {
    onClose(name, close, limitMs = DEFAULT_LIMIT_MS) {
      closers.push({ name, close, limitMs });
    },
    close() {
      running ??= closeAll();
      return running;
    },
  };
}

/** Closes on SIGTERM and SIGINT, then exits with 0. For a process root only. */
export function closeOnSignals(shutdown: Shutdown, log: Logger): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => {
      log.info({ signal }, 'shutting down');
      void shutdown.close().finally(() => process.exit(0));
    });
  }
}
