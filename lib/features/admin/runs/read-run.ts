import type { RunRow } from '@/lib/domain/run-row';
import type { Redis } from 'ioredis';

import { may } from '@/lib/domain/permissions';
import type { Graph } from '@/lib/domain/prompt-run';
import type { Caller } from '@/lib/domain/user';
import { AppError } from '@/lib/kernel/errors';
import { isCanonicalUuid, type RunId } from '@/lib/kernel/ids';
import { readRunnerLog } from '@/lib/realtime/runner-log';
import type { Database } from '@/prisma-free-db/client';
import type { RunFacts } from '@/prisma-free-db/repositories/run-console';

import { toRunRow } from './run-row';

export interface RunDetail {
  readonly run: RunRow;
  readonly traceback: readonly string[] | null;
  /** Null: not kept any more, or not to be seen. */
  readonly graph: Graph | null;
  /** What the slot's runner printed meanwhile, as far as it is kept; null: not to be seen. */
  readonly log: readonly string[] | null;
}

export interface RunLogDeps {
  readonly redis: Redis;
  readonly prefix: string;
}

/** @throws AppError `not_found` */
export async function findRun(db: Pick<Database, 'runConsole'>, id: string): Promise<RunFacts> {
  const run = isCanonicalUuid(id) ? await db.runConsole.findAsSystem(id as RunId) : null;
  if (run === null) throw new AppError('not_found', 'There is no such run.');
  return run;
}

/** @throws AppError `not_found` */
export async function readRun(
  db: Pick<Database, 'runConsole' | 'users' | 'promptRuns'>,
  caller: Pick<Caller, 'role'>,
  id: string,
  logs: RunLogDeps,
): Promise<RunDetail> {
  const run = await findRun(db, id);
  const sees = may(caller.role, 'runs.content');
  const [emails, graph, log] = await Promise.all([
    db.users.emailsAsSystem([run.userId]),
    sees ? db.promptRuns.findGraphAsSystem(run.id) : null,
    may(caller.role, 'logs.view') ? logSlice(logs, run) : null,
  ]);
  return {
    run: toRunRow(run, caller, emails),
    traceback: sees ? (run.error?.traceback ?? []) : null,
    graph: graph?.graph ?? null,
    log,
  };
}

/** A little more than the run itself: runners print the reason of a crash after it. */
const AROUND_MS = 1_500;

async function logSlice(
  { redis, prefix }: RunLogDeps,
  { slotId, startedAt, finishedAt }: RunFacts,
): Promise<string[]> {
  if (slotId === null || startedAt === null) return [];
  const from = new Date(startedAt.getTime() - AROUND_MS);
  const to = finishedAt === null ? {} : { to: new Date(finishedAt.getTime() + AROUND_MS) };
  const lines = await readRunnerLog(redis, prefix, slotId, { from, ...to }).catch(() => []);
  return lines.map(({ text }) => text);
}
