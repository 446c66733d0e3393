/** The jobs API, which the newest editor's panels read about ten times a run. */
import { z } from 'zod';

import { cancelRun, type CancelDeps } from '@/lib/features/prompts/cancel-run';
import { listJobs } from '@/lib/features/prompts/list-jobs';
import { readJob } from '@/lib/features/prompts/read-job';
import { json, type Reply } from '@/lib/gateway/reply';
import type { GatewayRequest, Route } from '@/lib/gateway/route';
import { isCanonicalUuid } from '@/lib/kernel/ids';
import type { PromptRunRepository } from '@/prisma-free-db/repositories/prompt-runs';

import { parseJobsQuery } from './jobs-query';
import { ownRoute } from './own-route';

export function jobRoutes(runs: PromptRunRepository, cancel: CancelDeps): readonly Route[] {
  return [
    ownRoute('GET', 'api', '/jobs', (request) => list(runs, cancel.producer, request)),
    ownRoute('GET', 'api', '/jobs/{jobId}', async ({ caller, params }) => {
      const job = await readJob(runs, cancel.producer, caller.userId, params['jobId'] ?? '');
      return job === null ? json({ error: 'Job not found' }, 404) : json(job);
    }),
    ownRoute('POST', 'api', '/jobs/{jobId}/cancel', async ({ caller, params }) =>
      json({ cancelled: await cancelRun(cancel, caller.userId, params['jobId'] ?? '') }),
    ),
    ownRoute('POST', 'api', '/jobs/cancel', (request) => cancelSeveral(cancel, request)),
  ];
}

async function list(
  runs: PromptRunRepository,
  producer: CancelDeps['producer'],
  request: GatewayRequest,
): Promise<Reply> {
  const query = parseJobsQuery(request.query);
  if ('error' in query) return json(query, 400);
  const { limit, offset } = query;
  const { jobs, total } = await listJobs({ runs, producer }, request.caller.userId, query);
  const hasMore = offset + jobs.length < total;
  return json({ jobs, pagination: { offset, limit, total, has_more: hasMore } });
}

const IDS_MAX = 1_000;
const idsSchema = z.object({ job_ids: z.array(z.unknown()).max(IDS_MAX) });

async function cancelSeveral(cancel: CancelDeps, request: GatewayRequest): Promise<Reply> {
  const parsed = idsSchema.safeParse(await request.readJson().catch(() => null));
  if (!parsed.success) {
    return json({ error: `The body has to be {"job_ids": [at most ${IDS_MAX} ids]}` }, 400);
  }
  const ids = parsed.data.job_ids.filter((id) => typeof id === 'string' && isCanonicalUuid(id));
  if (ids.length < parsed.data.job_ids.length) {
    const invalid = parsed.data.job_ids.filter((id) => !ids.includes(id));
    return json({ error: 'Some job ids are not UUIDs', invalid_ids: invalid }, 400);
  }
  const cancelled = await Promise.all(
    ids.map((id) => cancelRun(cancel, request.caller.userId, id as string)),
  );
  return json({ cancelled: cancelled.includes(true) });
}
