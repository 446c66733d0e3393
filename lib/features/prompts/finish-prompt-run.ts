/** A run ends: first the document, then the word to its owner. */
import type { PromptRun, RunLease } from '@/lib/domain/prompt-run';
import type { Publisher } from '@/lib/realtime/channel';
import type { RunProgressStore } from '@/lib/realtime/run-progress';
import type { PromptRunRepository } from '@/prisma-free-db/repositories/prompt-runs';

import { runEndEvent, type RunEnding } from './run-ending';

export interface FinishDeps {
  readonly promptRuns: PromptRunRepository;
  readonly publisher: Publisher;
  readonly progress: RunProgressStore;
}

/**
 * Writes the ending and tells it. May be repeated after an error: an ending that was written although
 * its answer was lost is recognised by its time.
 * @param finishedAt the same at every repetition
 * @returns false when the lease was lost: nothing was written and nothing must be said
 */
export async function finishPromptRun(
  { promptRuns, publisher, progress }: FinishDeps,
  run: PromptRun,
  lease: RunLease,
  ending: RunEnding,
  finishedAt: Date,
): Promise<boolean> {
  const { state, message, ...result } = ending;
  const isOurs =
    (await promptRuns.finishAsSystem(run.id, lease, state, { ...result, finishedAt })) ||
    (await promptRuns.findAsSystem(run.id))?.finishedAt?.getTime() === finishedAt.getTime();
  if (!isOurs) return false;
  publisher.publish(run.userId, runEndEvent(run, state, message));
  progress.remove(run.id);
  return true;
}
