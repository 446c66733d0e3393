import { may } from '@/lib/domain/permissions';
import type { RunState } from '@/lib/domain/prompt-run';
import type { Caller } from '@/lib/domain/user';
import type { RunFacts } from '@/prisma-free-db/repositories/run-console';

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

/** @param emails of owners, by user id */
export function toRunRow(
  run: RunFacts,
  caller: Pick<Caller, 'role'>,
  emails: ReadonlyMap<string, string>,
): RunRow {
  const { id, state, attempt, pool, device, slotId, userId, error } = run;
  const sees = may(caller.role, 'runs.content');
  const text = error && `${error.exceptionType}: ${error.exceptionMessage}`;
  return {
    ...{ id, state, attempt, pool, device, slotId },
    user: sees ? { id: userId, email: emails.get(userId) ?? '' } : null,
    workflowId: sees ? run.workflowId : null,
    error: sees ? text : null,
    createdAt: run.createdAt.toISOString(),
    startedAt: run.startedAt?.toISOString() ?? null,
    finishedAt: run.finishedAt?.toISOString() ?? null,
  };
}
