/** A graph of a user that keeps ending runners is not given to more of them, for a while. */
export const STRIKES_MAX = 3;
/** After the last strike. */
export const QUARANTINE_MS = 24 * 3_600_000;

/** A quarantined graph as the console shows it. What tells of a person's work is null for who may not see it. */
export interface QuarantineRow {
  readonly id: string;
  readonly user: { readonly id: string; readonly email: string } | null;
  /** Hash of the graph. */
  readonly workflowId: string | null;
  readonly strikes: number;
  /** What happened to the runner the last time. */
  readonly reason: string;
  /** ISO 8601: the last time, and when the graph may run again by itself. */
  readonly struckAt: string;
  readonly until: string;
}
