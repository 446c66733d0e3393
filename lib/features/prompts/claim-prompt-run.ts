/** A worker takes a waiting run: from here on its lease decides who may write. */
import type { PromptRun, RunGraph, RunLease } from '@/lib/domain/prompt-run';
import type { RunId } from '@/lib/kernel/ids';
import type { Publisher } from '@/lib/realtime/channel';
import type { PromptRunRepository } from '@/prisma-free-db/repositories/prompt-runs';

import { errorMessageOf, runEndEvent, serviceFault } from './run-ending';

export interface ClaimedRun {
  readonly run: PromptRun;
  readonly graph: RunGraph;
  readonly lease: RunLease;
}

export interface ClaimDeps {
  readonly promptRuns: PromptRunRepository;
  readonly publisher: Publisher;
}

/** The door writes run and graph side by side; a client that got no answer sends both again. */
const GRAPH_GRACE_MS = 60_000;

/**
 * The graph is read while the claim is written: both take a round trip, and most claims succeed.
 * @returns null when the run is not waiting (any more): somebody else has it, or it was cancelled
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
  if (graph === null && Date.now() - run.createdAt.getTime() < GRAPH_GRACE_MS) {
    await promptRuns.releaseAsSystem(runId, lease, 'forgiven');
    return null;
  }
  if (graph === null) {
    await endWithoutGraph({ promptRuns, publisher }, run, lease);
    return null;
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

/** Nobody can ever run it: it ends, instead of being delivered for ever. */
async function endWithoutGraph(
  { promptRuns, publisher }: ClaimDeps,
  run: PromptRun,
  lease: RunLease,
): Promise<void> {
  const at = new Date();
  const error = serviceFault('GraphMissing', 'The graph of this prompt is gone. Run it again.');
  const message = errorMessageOf(run, error, at);
  const result = { outputs: {}, meta: {}, error, finishedAt: at };
  const messages = [[message.type, message.data]] as const;
  const isOurs = await promptRuns.finishAsSystem(run.id, lease, 'failed', { ...result, messages });
  if (isOurs) publisher.publish(run.userId, runEndEvent(run, 'failed', message));
}
