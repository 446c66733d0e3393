/**
 * Work that takes much memory or a whole core: some of it at once in the process, one thing at a time
 * for each owner, and owners take turns, so that nobody's hundred requests stand before another's one.
 */
import { AppError } from './errors';

export interface Turns {
  /**
   * Does the work when its turn has come; until then nothing of it is held.
   * @throws AppError `unavailable` when too much of the owner's work waits already
   */
  take<Result>(owner: string, work: () => Promise<Result>): Promise<Result>;
}

export interface TurnLimits {
  readonly atOnce: number;
  /** Of one owner. */
  readonly waitingMax: number;
}

const RETRY_AFTER_S = 2;

export function createTurns({ atOnce, waitingMax }: TurnLimits): Turns {
  /** By owner; who was served longest ago stands first. */
  const waiting = new Map<string, (() => void)[]>();
  const holding = new Set<string>();

  function callNext(): void {
    for (const [owner, line] of [...waiting]) {
      if (holding.size >= atOnce) return;
      if (holding.has(owner)) continue;
      const [first, ...others] = line;
      waiting.delete(owner);
      if (others.length > 0) waiting.set(owner, others);
      if (first === undefined) continue;
      holding.add(owner);
      first();
    }
  }

  return {
    async take(owner, work) {
      const line = waiting.get(owner) ?? [];
      if (line.length >= waitingMax) {
        const text = 'Too many of your requests for this wait already. Try again in a moment.';
        throw new AppError('unavailable', text, { retryAfterS: RETRY_AFTER_S });
      }
      await new Promise<void>((resolve) => {
        waiting.set(owner, [...line, resolve]);
        callNext();
      });
      try {
        return await work();
      } finally {
        holding.delete(owner);
        callNext();
      }
    },
  };
}
