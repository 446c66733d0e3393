/** The query of `GET /api/jobs`. */
import { JOB_STATUSES, type JobStatus } from '@/lib/comfy/job-row';
import type { JobsQuery } from '@/lib/features/prompts/list-jobs';

/** More rows than this are not given at once. */
const LIMIT_MAX = 500;

const SORT_FIELDS = ['created_at', 'execution_duration'] as const;
const SORT_ORDERS = ['asc', 'desc'] as const;

class BadQuery extends Error {}

/** @returns the query, or what is wrong with it */
export function parseJobsQuery(query: URLSearchParams): JobsQuery | { readonly error: string } {
  try {
    return {
      statuses: statusesIn(query.get('status')),
      workflowId: query.get('workflow_id') ?? null,
      sortBy: oneOf(query, 'sort_by', SORT_FIELDS, 'created_at'),
      sortOrder: oneOf(query, 'sort_order', SORT_ORDERS, 'desc'),
      limit: Math.min(positive(query.get('limit')), LIMIT_MAX),
      offset: Math.max(0, whole(query.get('offset') ?? '0', 'offset')),
    };
  } catch (error) {
    if (error instanceof BadQuery) return { error: error.message };
    throw error;
  }
}

function statusesIn(text: string | null): readonly JobStatus[] {
  if (text === null || text === '') return JOB_STATUSES;
  return text.split(',').map((name) => {
    const status = JOB_STATUSES.find((known) => known === name.trim().toLowerCase());
    if (status !== undefined) return status;
    throw new BadQuery(`status has to be a list of: ${JOB_STATUSES.join(', ')}`);
  });
}

function oneOf<T extends string>(
  query: URLSearchParams,
  name: string,
  known: readonly T[],
  whenAbsent: T,
): T {
  const text = query.get(name);
  const value = text === null ? whenAbsent : known.find((one) => one === text.toLowerCase());
  if (value !== undefined) return value;
  throw new BadQuery(`${name} has to be one of: ${known.join(', ')}`);
}

function positive(text: string | null): number {
  if (text === null) return LIMIT_MAX;
  const limit = whole(text, 'limit');
  if (limit > 0) return limit;
  throw new BadQuery('limit has to be a positive integer');
}

function whole(text: string, name: string): number {
  if (/^-?\d{1,9}$/.test(text)) return Number(text);
  throw new BadQuery(`${name} has to be an integer`);
}
