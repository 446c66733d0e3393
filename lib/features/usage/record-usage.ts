/** What an ended run used is written once, right after its end or by the janitor. */
import type { Generation } from '@/lib/domain/generation';
import type { PromptRun } from '@/lib/domain/prompt-run';
import type { UsageRepository } from '@/prisma-free-db/repositories/usage';

export interface RecordUsageDeps {
  readonly usage: Pick<UsageRepository, 'record'>;
}

type Result = Pick<Generation, 'type' | 'mediaType' | 'bytes'>;

/** Repeating it changes nothing, whatever it is called with then: the first word counts. */
export async function recordUsage(
  { usage }: RecordUsageDeps,
  run: Pick<PromptRun, 'id' | 'userId' | 'pool' | 'deviceSeconds'>,
  results: readonly Result[],
  finishedAt: Date,
): Promise<void> {
  const kept = results.filter(({ type }) => type === 'output');
  await usage.record({
    ...{ runId: run.id, userId: run.userId, pool: run.pool, finishedAt },
    deviceSeconds: run.deviceSeconds,
    images: kept.filter(({ mediaType }) => mediaType === 'image').length,
    bytes: kept.reduce((sum, { bytes }) => sum + bytes, 0),
  });
}
