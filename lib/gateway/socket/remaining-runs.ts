/**
 * How many runs of a user wait or run, kept from what is told of them. The documents are asked when
 * nothing is known yet and, a little later, whether it still holds: short runs end a hundred times a
 * second, and each end is told with a number.
 */
import type { RunState } from '@/lib/domain/prompt-run';
import type { RunId } from '@/lib/kernel/ids';

export interface RemainingRuns {
  /** As last known; null before anybody asked. */
  readonly known: number | null;
  /** Asks the documents. The number last known when they do not answer. */
  count(): Promise<number>;
  /** A run was told to wait or run. */
  moved(runId: RunId, state: RunState): void;
  /** A run ended. @returns how many are left */
  ended(runId: RunId): Promise<number>;
}

/** @param read asks the documents; gives the other number when they do not answer */
export function createRemainingRuns(read: (otherwise: number) => Promise<number>): RemainingRuns {
  let known: number | null = null;
  /** Runs that were told of, so that one that waits again is not counted again. */
  const told = new Set<RunId>();

  async function count(): Promise<number> {
    known = await read(known ?? 0);
    if (known === 0) told.clear();
    return known;
  }

  return {
    get known() {
      return known;
    },
    count,
    moved(runId, state) {
      if (told.has(runId)) return;
      told.add(runId);
      // Whoever is told first that a run runs did not hear that it waits: it is counted already.
      if (state === 'queued' && known !== null) known += 1;
    },
    async ended(runId) {
      told.delete(runId);
      if (known === null) return count();
      known = Math.max(0, known - 1);
      return known;
    },
  };
}
