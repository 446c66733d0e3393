/** Its owner takes finished runs out of the history. What they made stays in the gallery, and their ids stay used. */
import { runIdFor, type UserId } from '@/lib/kernel/ids';
import type { PromptRunRepository } from '@/prisma-free-db/repositories/prompt-runs';

/** @returns how many there were */
export async function deleteHistory(
  runs: Pick<PromptRunRepository, 'hideFinished'>,
  userId: UserId,
  promptIds: readonly string[] | 'all',
): Promise<number> {
  const which =
    promptIds === 'all' ? promptIds : promptIds.map((promptId) => runIdFor(userId, promptId));
  return runs.hideFinished(userId, which, new Date());
}
