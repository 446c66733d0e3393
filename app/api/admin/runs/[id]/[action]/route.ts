import { findRun } from '@/lib/features/admin/runs/read-run';
import { retryRun } from '@/lib/features/admin/runs/retry-run';
import { cancelRun } from '@/lib/features/prompts/cancel-run';
import { createRunNumbers } from '@/lib/features/prompts/run-numbers';
import { adminAct } from '@/lib/http/route';
import { AppError } from '@/lib/kernel/errors';

/** `POST /api/admin/runs/{id}/{cancel|retry}` → `{cancelled}` or `{runId}` of the new run. */
export const POST = adminAct({ permission: 'runs.act' }, async ({ params, record, services }) => {
  const { db, publisher, redis, env, producer, log } = services;
  const run = await findRun(db, params['id'] ?? '');
  const target = { kind: 'run', id: run.id, name: run.id } as const;
  const before = { state: run.state };
  const prefix = env.REDIS_PREFIX;
  switch (params['action']) {
    case 'cancel':
      return record({ act: 'run.cancel', target, before }, async () => {
        const deps = { promptRuns: db.promptRuns, publisher, producer, redis, prefix };
        return { cancelled: await cancelRun(deps, run.userId, run.promptId) };
      });
    case 'retry':
      return record({ act: 'run.retry', target, before }, async () => {
        const numbers = createRunNumbers({ redis, prefix, promptRuns: db.promptRuns });
        const deps = { promptRuns: db.promptRuns, numbers, producer, publisher, log };
        return { runId: (await retryRun(deps, run.id)).id };
      });
    default:
      throw new AppError('not_found', `There is no act "${params['action'] ?? ''}" on runs.`);
  }
});
