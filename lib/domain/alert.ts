/** Alerts: something has been out of bounds for a while, and has not come back for a while. */
export const ALERT_KINDS = ['cpu', 'memory', 'queue-check', 'no-slot', 'crashed'] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

export interface Alert {
  readonly id: string;
  readonly kind: AlertKind;
  /** Which host, pool or slot. */
  readonly subject: string;
  /** What was measured when it was raised, and the bound. */
  readonly value: number;
  readonly max: number;
  readonly raisedAt: Date;
  /** Null while it lasts. */
  readonly clearedAt: Date | null;
}

/** One measurement of what has a bound. */
export interface Reading {
  readonly kind: AlertKind;
  readonly subject: string;
  readonly value: number;
  readonly max: number;
}

/** A single spike or dip is no news. */
export const SETTLED_MS = 15_000;

/**
 * Since when a subject has been on the other side of its bound than its alert says.
 * @returns whether that is long enough to raise or clear
 */
export function hasSettled(sinceMs: number, nowMs: number): boolean {
  return nowMs - sinceMs >= SETTLED_MS;
}

export const keyOf = ({ kind, subject }: Pick<Reading, 'kind' | 'subject'>): string =>
  `${kind} ${subject}`;
