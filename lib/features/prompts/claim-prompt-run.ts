/** A worker takes a waiting run: from here on its lease decides who may write. */
import type { PromptRun, RunGraph, RunLease } from '@/lib/domain/prompt-run';
import { AppError } from '@/lib/kernel/errors';
import type { RunId } from '@/lib/kernel/ids';
import type { Publisher } from '@/lib/realtime/channel';
import type { PromptRunRepository } from '@/prisma-free-db/repositories/prompt-runs';

export interface ClaimedRun {
  readonly run: PromptRun;
  readonly graph: RunGraph;
  readonly lease: RunLease;
}

export interface ClaimDeps {
  readonly promptRuns: PromptRunRepository;
  readonly publisher: Publisher;
}

/**
 * The graph is read while the claim is written: both take a round trip, and most claims succeed.
 * @returns null when the run is not waiting (any more): somebody else has it, or it was cancelled
 * @throws AppError `internal` when the run has no graph; the claim is given back
 */
export async function claimPromptRun(
  { promptRuns, publisher }: ClaimDeps,
  runId: RunId,
  lease: RunLease,
  device: string | null,
): Promise<ClaimedRun | null> {
  const [run, graph] = await Promise.all([
    promptRuns.claimAsSystem(runId, lease, new Date(), device),
    promptRuns.findGraphAsSystem(runId),
  ]);
  if (run === null) return null;
  if (graph === null) {
    await promptRuns.releaseAsSystem(runId, lease);
    throw new AppError('internal', 'The graph of a prompt is missing.', { detail: { runId } });
  }
  publisher.publish(run.userId, {
    kind: 'run-state',
    state: 'running',
    runId,
    promptId: run.promptId,
    clientId: run.clientId,
  });
  return { run, graph, lease };
}
