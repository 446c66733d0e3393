/** Ends a prompt that runs for longer than it may. Another attempt would take as long: it is not made. */
import { setTimeout as delay } from 'node:timers/promises';

import { errorMessageOf, serviceFault } from '@/lib/features/prompts/run-ending';
import { errorMessage } from '@/lib/kernel/errors';
import type { Logger } from '@/lib/kernel/log';

import type { ActiveRun } from './active-runs';
import type { FollowedRun } from './follow-run';
import type { Slot } from './slot';

const LOOK_EVERY_MS = 250;
/** A node that does not hear the interrupt for so long takes its runner with it. */
const INTERRUPT_GRACE_MS = 15_000;

/** @param limitMs 0: no limit. @param settled aborted when the run has ended in its runner */
export function limitRunTime(
  options: { readonly limitMs: number; readonly log: Logger },
  slot: Slot,
  { run }: ActiveRun,
  followed: FollowedRun,
  settled: AbortSignal,
): void {
  const { limitMs, log } = options;
  if (limitMs === 0) return;
  const timer = setInterval(() => {
    const { startedAtMs } = followed;
    if (startedAtMs === null || Date.now() - startedAtMs < limitMs) return;
    clearInterval(timer);
    log.warn({ runId: run.id, limitMs }, 'run took too long');
    const seconds = Math.round(limitMs / 1000);
    const fault = serviceFault(
      'TimeLimit',
      `This prompt ran for ${seconds} s, which is as long as a prompt may run here. ` +
        'Make it smaller, or split it.',
    );
    followed.end({ kind: 'refused', message: errorMessageOf(run, fault, new Date()) });
    void free(slot, run, log);
  }, LOOK_EVERY_MS);
  settled.addEventListener('abort', () => clearInterval(timer), { once: true });
}

async function free(slot: Slot, run: ActiveRun['run'], log: Logger): Promise<void> {
  const client = slot.runner()?.ready.client;
  if (client === undefined) return;
  const until = Date.now() + INTERRUPT_GRACE_MS;
  try {
    while (Date.now() < until) {
      await client.interrupt(run.id);
      if (!(await client.isQueued(run.userId, run.id))) return;
      await delay(LOOK_EVERY_MS);
    }
  } catch (error) {
    log.debug({ runId: run.id, error: errorMessage(error) }, 'runner did not take the interrupt');
  }
  slot.condemn(client, 'a prompt that ran for too long could not be interrupted');
}
