/** The runs whose end this process told a socket of, so that a reconnecting one is not told twice. */
import type { RunId } from '@/lib/kernel/ids';

/** How far back a reconnecting client is told of ends that it missed. */
export const MISSED_ENDS_MS = 2 * 60_000;

export interface DeliveredEnds {
  add(runId: RunId): void;
  has(runId: RunId): boolean;
  /** Forgets what no replay asks for any more. */
  prune(): void;
}

export function createDeliveredEnds(now: () => number = Date.now): DeliveredEnds {
  // In order of time, because a run ends once.
  const times = new Map<RunId, number>();
  return {
    add: (runId) => void times.set(runId, now()),
    has: (runId) => times.has(runId),
    prune() {
      for (const [runId, time] of times) {
        if (now() - time <= MISSED_ENDS_MS) return;
        times.delete(runId);
      }
    },
  };
}
