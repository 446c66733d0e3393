/** Patience with the database and the object store: they may be away for a moment. */
import { setTimeout as delay } from 'node:timers/promises';

const FIRST_PAUSE_MS = 100;
const PAUSE_MAX_MS = 2_000;

/** How long a step waits for the database or the object store before it gives its run back. */
export const STORE_PATIENCE_MS = 60_000;

/**
 * Repeats a step until it succeeds.
 * @param signal aborted when trying on has no sense any more, as when the lease is lost
 * @throws the last error when patience ran out or the signal aborted
 */
export async function withPatience<T>(
  step: () => Promise<T>,
  signal: AbortSignal,
  patienceMs = STORE_PATIENCE_MS,
): Promise<T> {
  const until = Date.now() + patienceMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, PAUSE_MAX_MS)) {
    try {
      return await step();
    } catch (error) {
      if (signal.aborted || Date.now() + pauseMs > until) throw error;
      await delay(pauseMs, undefined, { signal }).catch(() => undefined);
    }
  }
}
