import type { UserId } from '@/lib/kernel/ids';
import type { PromptRunRepository } from '@/prisma-free-db/repositories/prompt-runs';

export interface QueueCounts {
  readonly waiting: number;
  readonly running: number;
}

/** How many of the caller's runs wait and run; nobody else's are counted. */
export async function countQueue(
  runs: Pick<PromptRunRepository, 'count'>,
  userId: UserId,
): Promise<QueueCounts> {
  const [waiting, running] = await Promise.all([
    runs.count(userId, { states: ['queued'] }),
    runs.count(userId, { states: ['running'] }),
  ]);
  return { waiting, running };
}
