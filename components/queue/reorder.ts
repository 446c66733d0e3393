import type { QueueRun } from '@/lib/domain/queue-view';

/** A waiting run is to come right before another one. */
export interface Move {
  readonly promptId: string;
  readonly before: string;
}

/** The waiting runs right above and below a waiting one that it can change places with. */
export interface Neighbours {
  readonly above: string | null;
  readonly below: string | null;
}

/**
 * The runs as they stand once the moves are made. A move that the server has made already changes
 * nothing, so that an answer may come before or after it. Waits stay with their places: whoever is
 * next waits about as long as whoever was.
 */
export function reordered(runs: readonly QueueRun[], moves: readonly Move[]): readonly QueueRun[] {
  const waiting = runs.filter(({ position }) => position !== null);
  const moved = moves.reduce(movedBefore, waiting);
  if (moved === waiting) return runs;
  const places = moved.map((run, index): QueueRun => {
    const { position = null, waitS = null } = waiting[index] ?? {};
    return { ...run, position, waitS };
  });
  return [...runs.filter(({ position }) => position === null), ...places];
}

function movedBefore(waiting: QueueRun[], { promptId, before }: Move): QueueRun[] {
  const run = waiting.find((one) => one.promptId === promptId);
  const others = waiting.filter((one) => one !== run);
  const index = others.findIndex((one) => one.promptId === before);
  if (run === undefined || index < 0) return waiting;
  return [...others.slice(0, index), run, ...others.slice(index)];
}

/** Only runs of one lane change places: the other lane's turns come apart from them. */
export function neighboursOf(runs: readonly QueueRun[], run: QueueRun): Neighbours {
  const waiting = runs.filter(({ position }) => position !== null);
  const index = waiting.indexOf(run);
  const inLane = (other: QueueRun | undefined): string | null =>
    index >= 0 && other?.lane === run.lane ? other.promptId : null;
  return { above: inLane(waiting[index - 1]), below: inLane(waiting[index + 1]) };
}
