import { readRun } from '@/lib/features/admin/runs/read-run';
import { adminRoute } from '@/lib/http/route';

/** `GET` → `{run, traceback, graph, log}`; what tells of a person's work is null for who may not see it. */
export const GET = adminRoute(
  { permission: 'runs.view' },
  ({ caller, params, services: { db, redis, env } }) =>
    readRun(db, caller, params['id'] ?? '', { redis, prefix: env.REDIS_PREFIX }),
);
