/**
 * How many runs a slot holds at once. Exactly one executes; the others are being claimed, staged or
 * handed to the runner, so that it need not wait for us between two short prompts. Behind a long prompt
 * nothing is held: a run that waits in the queue can go to any other slot that becomes free.
 */
const HELD_MAX = 8;
const LONG_MS = 1_000;
const RECENT = 8;

export interface LookAhead {
  /** A prompt was executed in so many milliseconds. */
  note(durationMs: number): void;
  /** How many runs to hold, the executing one included: 1 to 8. */
  held(): number;
  /** How many of them the runner may have in its own queue, the executing one included. */
  submitted(): number;
}

export function createLookAhead(): LookAhead {
  const recent: number[] = [];
  const typical = () => recent.toSorted((a, b) => a - b)[recent.length >> 1] ?? LONG_MS;

  return {
    note(durationMs) {
      recent.push(durationMs);
      if (recent.length > RECENT) recent.shift();
      // One long prompt is news enough: the ones behind it should find another slot at once.
      if (durationMs > LONG_MS) recent.splice(0, recent.length, durationMs);
    },
    held() {
      return Math.max(1, Math.min(HELD_MAX, Math.floor(LONG_MS / Math.max(typical(), 1))));
    },
    submitted: () => (typical() < LONG_MS / 2 ? 2 : 1),
  };
}
