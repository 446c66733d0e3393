import type { RunState } from './prompt-run';

/** A run as the console shows it. What tells of a person's work is null for who may not see it. */
export interface RunRow {
  readonly id: string;
  readonly state: RunState;
  readonly attempt: number;
  readonly pool: string;
  readonly device: string | null;
  readonly slotId: string | null;
  readonly user: { readonly id: string; readonly email: string } | null;
  readonly workflowId: string | null;
  /** Exception type and message. */
  readonly error: string | null;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}
