import { may } from '@/lib/domain/permissions';
import type { RunRow } from '@/lib/domain/run-row';
import type { Caller } from '@/lib/domain/user';
import type { RunFacts } from '@/prisma-free-db/repositories/run-console';

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
