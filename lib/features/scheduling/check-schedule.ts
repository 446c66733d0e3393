/**
 * Reconciliation the other way round: what the scheduler knows is compared with the documents. A worker
 * may have died between the end of a run and the word of it, and Redis may have been away.
 */
import type { RunState } from '@/lib/domain/prompt-run';
import type { RunId } from '@/lib/kernel/ids';
import type { RunProducer } from '@/lib/queue/producer';
import type { PromptRunRepository } from '@/prisma-free-db/repositories/prompt-runs';

export interface CheckDeps {
  readonly promptRuns: Pick<PromptRunRepository, 'statesAsSystem'>;
  readonly producer: Pick<RunProducer, 'scheduler'>;
}

/** Runs that slots seem to hold, and that ended. @returns how many were forgotten */
export async function forgetEndedRuns(deps: CheckDeps, pool: string): Promise<number> {
  const { scheduler } = deps.producer;
  const held = await scheduler.listHeld(pool);
  const ended = await notIn(deps, held, ['running', 'queued']);
  await Promise.all(ended.map((runId) => scheduler.forget(runId, pool)));
  return ended.length;
}

/**
 * A part of the runs that seem to wait, and do not.
 * @param cursor '0' at first, then what the last call gave
 */
export async function dropEndedRuns(
  deps: CheckDeps,
  pool: string,
  cursor: string,
): Promise<{ readonly dropped: number; readonly cursor: string }> {
  const { scheduler } = deps.producer;
  const part = await scheduler.scanWaiting(pool, cursor);
  const ended = await notIn(deps, part.runIds, ['queued']);
  await scheduler.remove(ended, pool);
  return { dropped: ended.length, cursor: part.cursor };
}

async function notIn(
  { promptRuns }: CheckDeps,
  runIds: readonly RunId[],
  states: readonly RunState[],
): Promise<RunId[]> {
  if (runIds.length === 0) return [];
  const found = await promptRuns.statesAsSystem(runIds);
  return runIds.filter((runId) => {
    const state = found.get(runId);
    return state === undefined || !states.includes(state);
  });
}
