/** Makes a run stop in its runner when its owner, its lease or its worker says so. */
import { setTimeout as delay } from 'node:timers/promises';

import { errorMessage } from '@/lib/kernel/errors';
import type { Logger } from '@/lib/kernel/log';

import type { ActiveRun, StopReason } from './active-runs';
import type { FollowedRun } from './follow-run';
import type { Slot } from './slot';

/** A prompt that did not begin within this time after it was taken out of the queue never will. */
const BEGIN_GRACE_MS = 500;
/** An interrupt that came between two steps of a node is asked for again. */
const ASK_AGAIN_AFTER_MS = 3_000;

/** @param settled aborted when the run has ended in its runner */
export function obeyStop(
  { log }: { readonly log: Logger },
  slot: Slot,
  active: ActiveRun,
  followed: FollowedRun,
  settled: AbortSignal,
): void {
  const obey = () => {
    void stopInRunner(log, slot, active, followed, settled);
  };
  if (active.stopped.aborted) obey();
  else active.stopped.addEventListener('abort', obey, { once: true, signal: settled });
}

async function stopInRunner(
  log: Logger,
  slot: Slot,
  { run, stopped }: ActiveRun,
  followed: FollowedRun,
  settled: AbortSignal,
): Promise<void> {
  const reason = stopped.reason as StopReason;
  const isSettled = () => settled.aborted;
  // Whose run it is not any more, nobody here waits for.
  if (reason === 'lost') followed.end({ kind: 'lost' });
  if (reason === 'hand-back') {
    followed.end({ kind: 'fault', reason: 'its worker was stopped', attempt: 'forgiven' });
  }
  do {
    const client = slot.runner()?.ready.client;
    if (client === undefined) break;
    try {
      if (!followed.hasStarted) await client.deleteQueued(run.userId, run.id);
      await client.interrupt(run.id);
    } catch (error) {
      log.debug({ runId: run.id, error: errorMessage(error) }, 'runner did not take the interrupt');
    }
    if (reason !== 'cancel' || isSettled()) return;
    await delay(BEGIN_GRACE_MS);
    if (!followed.hasStarted) {
      // It may have come into the queue just after the first look.
      await client.deleteQueued(run.userId, run.id).catch(() => undefined);
      break;
    }
    await delay(ASK_AGAIN_AFTER_MS, undefined, { signal: settled }).catch(() => undefined);
  } while (!isSettled());
  if (reason === 'cancel' && !followed.hasStarted) followed.end({ kind: 'cancelled' });
}
