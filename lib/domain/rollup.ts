/** What happened in one minute or hour, kept for the console's charts. */
export const ROLLUP_SPANS = ['minute', 'hour'] as const;
export type RollupSpan = (typeof ROLLUP_SPANS)[number];

export interface Rollup {
  /** `<span> <ISO 8601 of its begin>`. */
  readonly id: string;
  readonly span: RollupSpan;
  /** Its begin. */
  readonly at: Date;
  /** Runs that ended in it. */
  readonly succeeded: number;
  readonly failed: number;
  readonly cancelled: number;
  /** Of those that started: how many, and for how long they had waited and then ran, all together. */
  readonly started: number;
  readonly waitMs: number;
  readonly runMs: number;
  /** At its end, or the highest of its minutes. */
  readonly waiting: number;
  readonly running: number;
  readonly online: number;
  /** Of the busiest host; null where no host told. */
  readonly cpuPercent: number | null;
  readonly memoryPercent: number | null;
}

const highest = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.max(...known);
};

/** Several minutes as one: sums of what happened, the highest of what was. */
export function joinRollups(
  span: RollupSpan,
  at: Date,
  parts: readonly Omit<Rollup, 'id' | 'span' | 'at'>[],
): Rollup {
  const sum = (pick: (part: (typeof parts)[number]) => number): number =>
    parts.reduce((total, part) => total + pick(part), 0);
  return {
    ...{ id: `${span} ${at.toISOString()}`, span, at },
    succeeded: sum((part) => part.succeeded),
    failed: sum((part) => part.failed),
    cancelled: sum((part) => part.cancelled),
    started: sum((part) => part.started),
    waitMs: sum((part) => part.waitMs),
    runMs: sum((part) => part.runMs),
    waiting: highest(parts.map((part) => part.waiting)) ?? 0,
    running: highest(parts.map((part) => part.running)) ?? 0,
    online: highest(parts.map((part) => part.online)) ?? 0,
    cpuPercent: highest(parts.map((part) => part.cpuPercent)),
    memoryPercent: highest(parts.map((part) => part.memoryPercent)),
  };
}
