/** Graphs that are not run because they kept ending runners, the latest first. */
import { may } from '@/lib/domain/permissions';
import { QUARANTINE_MS, STRIKES_MAX, type QuarantineRow } from '@/lib/domain/quarantine';
import type { Caller } from '@/lib/domain/user';
import type { Database } from '@/prisma-free-db/client';

const SHOWN_MAX = 200;

export async function listQuarantine(
  { graphStrikes, users }: Pick<Database, 'graphStrikes' | 'users'>,
  caller: Pick<Caller, 'role'>,
  now = new Date(),
): Promise<{ readonly graphs: readonly QuarantineRow[] }> {
  const since = new Date(now.getTime() - QUARANTINE_MS);
  const found = await graphStrikes.listAsSystem(since, STRIKES_MAX, SHOWN_MAX);
  const sees = may(caller.role, 'runs.content');
  const emails = sees
    ? await users.emailsAsSystem([...new Set(found.map(({ userId }) => userId))])
    : new Map<string, string>();
  const graphs = found.map(({ id, userId, workflowId, strikes, reason, struckAt }) => ({
    ...{ id, strikes, reason },
    user: sees ? { id: userId, email: emails.get(userId) ?? '' } : null,
    workflowId: sees ? workflowId : null,
    struckAt: struckAt.toISOString(),
    until: new Date(struckAt.getTime() + QUARANTINE_MS).toISOString(),
  }));
  return { graphs };
}
