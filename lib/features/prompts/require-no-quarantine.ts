/** A graph that keeps ending runners is not given to more of them. */
import { AppError } from '@/lib/kernel/errors';
import type { UserId } from '@/lib/kernel/ids';
import type { GraphStrikeRepository } from '@/prisma-free-db/repositories/graph-strikes';

const STRIKES_MAX = 3;
const FORGOTTEN_AFTER_MS = 24 * 3_600_000;

/** @throws AppError `forbidden` when this graph of this user ended three runners lately */
export async function requireNoQuarantine(
  graphStrikes: Pick<GraphStrikeRepository, 'find'>,
  userId: UserId,
  workflowId: string,
  now = new Date(),
): Promise<void> {
  const since = new Date(now.getTime() - FORGOTTEN_AFTER_MS);
  const known = await graphStrikes.find(userId, workflowId, since);
  if (known === null || known.strikes < STRIKES_MAX) return;
  throw new AppError(
    'forbidden',
    `This graph stopped its runner ${known.strikes} times, the last time because ${known.reason}. ` +
      'It is not run again for a day. Change it: a smaller picture or fewer steps may do.',
  );
}
