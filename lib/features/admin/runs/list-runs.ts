import type { RunRow } from '@/lib/domain/run-row';
import { may } from '@/lib/domain/permissions';
import type { RunState } from '@/lib/domain/prompt-run';
import type { Caller } from '@/lib/domain/user';
import { findPeople } from '@/lib/features/admin/users/find-people';
import { AppError } from '@/lib/kernel/errors';
import type { Database } from '@/prisma-free-db/client';

import { toRunRow } from './run-row';

export interface RunQuery {
  /** Part of the owner's name or address. */
  readonly user?: string | undefined;
  readonly state?: RunState | undefined;
  readonly device?: string | undefined;
  readonly pool?: string | undefined;
  /** A graph's hash. */
  readonly graph?: string | undefined;
  readonly page: number;
}

export interface RunPage {
  readonly runs: readonly RunRow[];
  readonly total: number;
  readonly page: number;
  readonly pageSize: number;
}

const PAGE_SIZE = 50;

/**
 * Everybody's runs, newest first.
 * @throws AppError `forbidden` when the filter asks for what the caller may not see
 */
export async function listRuns(
  db: Pick<Database, 'runConsole' | 'users'>,
  caller: Pick<Caller, 'role'>,
  { user, graph, page, ...rest }: RunQuery,
): Promise<RunPage> {
  if (graph !== undefined && !may(caller.role, 'runs.content')) {
    throw new AppError('forbidden', 'Your role does not see the graphs of runs.', {
      reason: 'role',
    });
  }
  const userIds = await findPeople(db.users, caller, user);
  const filter = { ...rest, workflowId: graph, userIds };
  const [runs, total] = await Promise.all([
    db.runConsole.listAsSystem(filter, PAGE_SIZE, (page - 1) * PAGE_SIZE),
    db.runConsole.countAsSystem(filter),
  ]);
  const emails = await db.users.emailsAsSystem([...new Set(runs.map(({ userId }) => userId))]);
  return {
    runs: runs.map((run) => toRunRow(run, caller, emails)),
    total,
    page,
    pageSize: PAGE_SIZE,
  };
}
