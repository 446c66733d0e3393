import { adminAct } from '@/lib/http/route';
import { AppError } from '@/lib/kernel/errors';

/** `POST /api/admin/quarantine/{id}/release` → `{released}`: the graph may run, its strikes are forgotten. */
export const POST = adminAct(
  { permission: 'runs.act' },
  async ({ params, record, services: { db } }) => {
    if (params['action'] !== 'release') {
      throw new AppError('not_found', `There is no act "${params['action'] ?? ''}" on graphs.`);
    }
    const found = await db.graphStrikes.findAsSystem(params['id'] ?? '');
    if (found === null) throw new AppError('not_found', 'There is no such graph in quarantine.');
    const { id, workflowId, strikes, reason, userId } = found;
    const target = { kind: 'graph', id, name: workflowId } as const;
    return record(
      { act: 'quarantine.release', target, before: { strikes, reason, userId } },
      async () => ({ released: await db.graphStrikes.forgetAsSystem(id) }),
    );
  },
);
