/** The caller's runs as the jobs API lists them. Rows need no graph, so this stays cheap. */
import { jobRow, stateOfJob, type JobRow, type JobStatus } from '@/lib/comfy/job-row';
import type { PromptRun, RunState } from '@/lib/domain/prompt-run';
import type { UserId } from '@/lib/kernel/ids';
import type { RunProducer } from '@/lib/queue/producer';
import type { PromptRunRepository, RunPage } from '@/prisma-free-db/repositories/prompt-runs';

import { asWaiting } from './as-waiting';

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

export interface JobsDeps {
  readonly runs: Pick<PromptRunRepository, 'count' | 'list'>;
  readonly producer: Pick<RunProducer, 'scheduler'>;
}

/** How many of the newest runs are looked at where no index gives the answer. */
const SEEN_MAX = 1_000;

/** What a slot only holds ready still waits. */
export async function listJobs(
  deps: JobsDeps,
  userId: UserId,
  query: JobsQuery,
): Promise<JobsPage> {
  const states = query.statuses.map(stateOfJob);
  const ofWorkflow = query.workflowId !== null && { editorWorkflowId: query.workflowId };
  const filter = { states, ...ofWorkflow };
  // No document says which claimed runs still wait.
  const isSplit = states.includes('queued') !== states.includes('running');
  if (isSplit || query.sortBy === 'execution_duration') {
    return listBySight(deps, userId, query, filter);
  }
  const { limit, offset, sortOrder } = query;
  const found = await deps.runs.list(userId, { ...filter, limit, offset, sort: SORTS[sortOrder] });
  // A page that is not full says itself how many there are.
  const isLast = found.length < limit && (found.length > 0 || offset === 0);
  const total = isLast ? offset + found.length : await deps.runs.count(userId, filter);
  const seen = await asWaiting(deps.producer.scheduler, userId, found);
  return { jobs: seen.map(jobRow), total };
}

const SORTS = { asc: 'oldest', desc: 'newest' } as const;

async function listBySight(
  { runs, producer: { scheduler } }: JobsDeps,
  userId: UserId,
  { limit, offset, sortBy, sortOrder }: JobsQuery,
  filter: Pick<RunPage, 'states' | 'editorWorkflowId'>,
): Promise<JobsPage> {
  const states = [...new Set<RunState>([...filter.states, 'running'])];
  const sort = sortBy === 'created_at' ? SORTS[sortOrder] : 'newest';
  const found = await runs.list(userId, { ...filter, states, sort, limit: SEEN_MAX });
  const seen = (await asWaiting(scheduler, userId, found)).filter(({ state }) =>
    filter.states.includes(state),
  );
  if (sortBy === 'execution_duration') {
    const sign = sortOrder === 'asc' ? 1 : -1;
    seen.sort((a, b) => sign * (durationMs(a) - durationMs(b)));
  }
  return { jobs: seen.slice(offset, offset + limit).map(jobRow), total: seen.length };
}

function durationMs({ startedAt, finishedAt }: PromptRun): number {
  return startedAt === null || finishedAt === null ? 0 : finishedAt.getTime() - startedAt.getTime();
}
