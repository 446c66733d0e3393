/**
 * The way of one run through this worker: claim → stage → wait for the runner → submit → follow and
 * store → finish → tell. Each step may be repeated; whoever loses the lease on the way goes silent.
 */
import { deviceLabel } from '@/lib/domain/device';
import { claimPromptRun, type ClaimedRun } from '@/lib/features/prompts/claim-prompt-run';
import { errorMessage } from '@/lib/kernel/errors';
import type { RunId } from '@/lib/kernel/ids';
import type { Delivery, DeliveryOutcome } from '@/lib/queue/consumer';

import type { ActiveRun } from './active-runs';
import { concludeRun } from './conclude-run';
import { executeRun, type Execution } from './execute-run';
import { fitsElsewhere } from './find-fitting-slot';
import type { Place } from './room';
import type { Slot } from './slot';
import type { WorkerContext } from './worker-context';

/**
 * Takes a delivered run. Resolves as soon as it is claimed or refused; the run goes on by itself and
 * leaves its place when the runner is done with it.
 */
export async function takePromptRun(
  context: WorkerContext,
  slot: Slot,
  { runId, place, signal }: Delivery<Place>,
): Promise<DeliveryOutcome> {
  const ready = slot.runner();
  if (signal.aborted || !slot.isOpen || ready === null) {
    place.leave();
    return 'later';
  }
  let claimed: ClaimedRun | null;
  try {
    claimed = await claim(context, slot, runId);
  } catch (error) {
    place.leave();
    throw error;
  }
  if (claimed === null) {
    place.leave();
    return 'gone';
  }
  const { run, lease, graph } = claimed;
  const { objectInfo } = ready.ready.facts;
  // In doubt it runs here: the runner says what it lacks.
  const { db } = context;
  if (await fitsElsewhere(db, run, graph.graph, objectInfo).catch(() => false)) {
    place.leave();
    const isOurs = await db.promptRuns.releaseAsSystem(run.id, lease, 'forgiven');
    return isOurs ? 'unfit' : 'gone';
  }
  void processPromptRun(context, slot, claimed, place);
  return 'taken';
}

async function claim(context: WorkerContext, slot: Slot, runId: RunId): Promise<ClaimedRun | null> {
  const lease = {
    workerId: context.workerId,
    slotId: slot.id,
    bootId: context.bootId,
    until: new Date(Date.now() + context.leaseMs),
  };
  const deps = { promptRuns: context.db.promptRuns, publisher: context.publisher };
  return claimPromptRun(deps, runId, lease, deviceLabel(slot.device));
}

/** Never rejects. */
async function processPromptRun(
  context: WorkerContext,
  slot: Slot,
  claimed: ClaimedRun,
  place: Place,
): Promise<void> {
  const active = context.activeRuns.add(claimed);
  if (claimed.run.cancelRequested) active.stop('cancel');
  try {
    const execution = await executeRun(context, slot, active);
    tellScheduler(context, slot, active, execution);
    // The next run may come while this one's results are written.
    place.leave();
    await concludeRun(context, slot, active, execution);
  } finally {
    place.leave();
    context.activeRuns.remove(active);
  }
}

/** Its owner's turn depends on it, so it is said before the slot asks for the next run. */
function tellScheduler(
  { settle: { producer }, log }: WorkerContext,
  slot: Slot,
  { run }: ActiveRun,
  { end, followed }: Execution,
): void {
  const { executionMs } = followed;
  const isTypical = end.kind === 'terminal' && end.message.type === 'execution_success';
  const seconds = executionMs === null ? null : executionMs / 1_000;
  producer.scheduler
    .finish(run.id, run.pool, { slotId: slot.id, seconds, isTypical })
    // Reconciliation finds it out.
    .catch((error: unknown) => log.debug({ error: errorMessage(error) }, 'end of run not noted'));
}
