/** The caller's runs as the jobs API lists them. Rows need no graph, so this stays cheap. */
import { jobRow, stateOfJob, type JobRow, type JobStatus } from '@/lib/comfy/job-row';
import type { PromptRun } from '@/lib/domain/prompt-run';
import type { UserId } from '@/lib/kernel/ids';
import type { PromptRunRepository, RunPage } from '@/prisma-free-db/repositories/prompt-runs';

export interface JobsQuery {
  readonly statuses: readonly JobStatus[];
  readonly workflowId: string | null;
  readonly sortBy: 'created_at' | 'execution_duration';
  readonly sortOrder: 'asc' | 'desc';
  readonly limit: number;
  readonly offset: number;
}

export interface JobsPage {
  readonly jobs: readonly JobRow[];
  readonly total: number;
}

/** How many of the newest runs are sorted by duration, which no index knows. */
const SORTED_MAX = 1_000;

export async function listJobs(
  runs: Pick<PromptRunRepository, 'count' | 'list'>,
  userId: UserId,
  query: JobsQuery,
): Promise<JobsPage> {
  const filter = {
    states: query.statuses.map(stateOfJob),
    ...(query.workflowId !== null && { editorWorkflowId: query.workflowId }),
  };
  if (query.sortBy === 'execution_duration') return byDuration(runs, userId, query, filter);
  const { limit, offset } = query;
  const sort = query.sortOrder === 'asc' ? 'oldest' : 'newest';
  const found = await runs.list(userId, { ...filter, limit, offset, sort });
  // A page that is not full says itself how many there are.
  const isLast = found.length < limit && (found.length > 0 || offset === 0);
  const total = isLast ? offset + found.length : await runs.count(userId, filter);
  return { jobs: found.map(jobRow), total };
}

async function byDuration(
  runs: Pick<PromptRunRepository, 'count' | 'list'>,
  userId: UserId,
  { limit, offset, sortOrder }: JobsQuery,
  filter: Pick<RunPage, 'states' | 'editorWorkflowId'>,
): Promise<JobsPage> {
  const found = await runs.list(userId, { ...filter, limit: SORTED_MAX });
  const sign = sortOrder === 'asc' ? 1 : -1;
  found.sort((a, b) => sign * (durationMs(a) - durationMs(b)));
  return { jobs: found.slice(offset, offset + limit).map(jobRow), total: found.length };
}

function durationMs({ startedAt, finishedAt }: PromptRun): number {
  return startedAt === null || finishedAt === null ? 0 : finishedAt.getTime() - startedAt.getTime();
}
