/** What becomes of a run that its worker gave up or lost: another attempt, or a clear end. */
import type { PromptRun } from '@/lib/domain/prompt-run';
import { errorMessage } from '@/lib/kernel/errors';
import type { Logger } from '@/lib/kernel/log';
import type { RunProducer } from '@/lib/queue/producer';
import type { Publisher } from '@/lib/realtime/channel';
import type { PromptRunRepository } from '@/prisma-free-db/repositories/prompt-runs';

import { errorMessageOf, interruptedMessageOf, runEndEvent, serviceFault } from './run-ending';
import { waitingRunOf } from './waiting-run';

export type Settled = 'queued' | 'failed' | 'cancelled' | 'moved';

export interface SettleDeps {
  readonly promptRuns: PromptRunRepository;
  readonly producer: RunProducer;
  readonly publisher: Publisher;
  readonly maxAttempts: number;
  readonly log: Logger;
}

/**
 * @param run as it lies in the documents now: queued again
 * @param reason what happened to the runner or host, a clause without a full stop
 */
export async function settleReleasedRun(
  deps: SettleDeps,
  run: PromptRun,
  reason: string,
): Promise<Settled> {
  const { producer, publisher, log } = deps;
  log.warn({ runId: run.id, userId: run.userId, attempt: run.attempt, reason }, 'run released');
  if (run.cancelRequested) return cancel(deps, run);
  if (run.attempt >= deps.maxAttempts) return fail(deps, run, reason);
  const { id: runId, promptId, clientId } = run;
  publisher.publish(run.userId, { kind: 'run-state', state: 'queued', runId, promptId, clientId });
  try {
    await producer.enqueue(waitingRunOf(run));
  } catch (error) {
    // Reconciliation queues it as soon as Redis answers.
    log.warn({ runId, error: errorMessage(error) }, 'released run not queued yet');
  }
  return 'queued';
}

async function fail(
  { promptRuns, publisher, log }: SettleDeps,
  run: PromptRun,
  reason: string,
): Promise<Settled> {
  const at = new Date();
  const tries = run.attempt === 1 ? 'once' : `${run.attempt} times`;
  const error = serviceFault(
    'RunnerStopped',
    `The runner stopped while running this prompt: ${reason}. It was tried ${tries} and is not tried again. ` +
      'Run it again; if it keeps stopping the runner, use a smaller picture or fewer steps.',
  );
  const message = errorMessageOf(run, error, at);
  const failed = await promptRuns.failQueuedAsSystem(run.id, error, at, [
    [message.type, message.data],
  ]);
  if (!failed) return 'moved';
  publisher.publish(run.userId, runEndEvent(run, 'failed', message));
  log.error({ runId: run.id, userId: run.userId, attempt: run.attempt, reason }, 'run failed');
  return 'failed';
}

/** Its owner asked to cancel it, and the worker that should have done so is gone. */
async function cancel({ promptRuns, publisher }: SettleDeps, run: PromptRun): Promise<Settled> {
  const at = new Date();
  if ((await promptRuns.cancelQueued(run.userId, run.id, at)) === null) return 'moved';
  publisher.publish(run.userId, runEndEvent(run, 'cancelled', interruptedMessageOf(run, at)));
  return 'cancelled';
}
