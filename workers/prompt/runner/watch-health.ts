/** Asks a runner how it is, again and again. A runner in the middle of a prompt answers too. */
import { errorMessage } from '@/lib/kernel/errors';

import type { RunnerClient } from './runner-client';

const ASK_EVERY_MS = 5_000;
/** With the time that each question may take, about a minute: models load with Python's lock held. */
const FAILURES_MAX = 6;

interface HealthListener {
  onStats(systemStats: Record<string, unknown>): void;
  /** It has not answered for long. */
  onUnwell(reason: string): void;
}

export function watchHealth(client: RunnerClient, listener: HealthListener): { stop(): void } {
  let failures = 0;
  let isAsking = false;

  async function ask(): Promise<void> {
    isAsking = true;
    try {
      listener.onStats(await client.systemStats());
      failures = 0;
    } catch (error) {
      failures += 1;
      if (failures >= FAILURES_MAX) {
        listener.onUnwell(`it stopped answering: ${errorMessage(error)}`);
      }
    } finally {
      isAsking = false;
    }
  }

  const timer = setInterval(() => {
    if (!isAsking) void ask();
  }, ASK_EVERY_MS);
  return { stop: () => clearInterval(timer) };
}
