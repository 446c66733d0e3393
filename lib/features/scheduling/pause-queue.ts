/** A user pauses or resumes the own queue: what runs goes on, nothing else starts meanwhile. */
import type { Caller } from '@/lib/domain/user';
import type { RunProducer } from '@/lib/queue/producer';
import type { QueueControlRepository } from '@/prisma-free-db/repositories/queue-controls';

export interface PauseDeps {
  readonly queueControls: Pick<QueueControlRepository, 'setPaused'>;
  readonly producer: Pick<RunProducer, 'scheduler' | 'wake'>;
}

/** @throws AppError `unavailable` while Redis is away; then the document says it, and it will be so */
export async function setQueuePaused(
  { queueControls, producer }: PauseDeps,
  { userId, pool }: Pick<Caller, 'userId' | 'pool'>,
  isPaused: boolean,
): Promise<void> {
  await queueControls.setPaused(userId, pool, isPaused);
  const waiting = await producer.scheduler.setPaused(userId, pool, isPaused);
  if (!isPaused) await producer.wake(pool, waiting);
}
