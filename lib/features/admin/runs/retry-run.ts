/** An admin has an ended run done once more, as a new run of its owner. */
import { randomUUID } from 'node:crypto';

import { FINAL_STATES, type PromptRun } from '@/lib/domain/prompt-run';
import type { RunNumbers } from '@/lib/features/prompts/run-numbers';
import { waitingRunOf } from '@/lib/features/prompts/waiting-run';
import { AppError, errorMessage } from '@/lib/kernel/errors';
import { runIdFor, type RunId } from '@/lib/kernel/ids';
import type { Logger } from '@/lib/kernel/log';
import type { RunProducer } from '@/lib/queue/producer';
import type { Publisher } from '@/lib/realtime/channel';
import type { PromptRunRepository } from '@/prisma-free-db/repositories/prompt-runs';

export interface RetryDeps {
  readonly promptRuns: Pick<PromptRunRepository, 'findAsSystem' | 'findGraphAsSystem' | 'create'>;
  readonly numbers: RunNumbers;
  readonly producer: Pick<RunProducer, 'enqueue'>;
  readonly publisher: Publisher;
  readonly log: Logger;
}

/**
 * @returns the new run
 * @throws AppError `not_found`, `conflict` (it has not ended), `gone` (its graph is not kept any more)
 */
export async function retryRun(deps: RetryDeps, runId: RunId): Promise<PromptRun> {
  const [old, graph] = await Promise.all([
    deps.promptRuns.findAsSystem(runId),
    deps.promptRuns.findGraphAsSystem(runId),
  ]);
  if (old === null) throw new AppError('not_found', 'There is no such run.');
  if (!(FINAL_STATES as readonly string[]).includes(old.state)) {
    throw new AppError('conflict', 'This run has not ended. Cancel it first.', {
      reason: 'run_not_ended',
    });
  }
  if (graph === null) {
    throw new AppError('gone', 'The graph of this run is not kept any more.', {
      reason: 'graph_gone',
    });
  }
  const run = await renew(deps, old);
  await deps.promptRuns.create(run, { ...graph, runId: run.id });
  const { id, userId, promptId, clientId } = run;
  const news = { kind: 'run-state', state: 'queued', runId: id, promptId, clientId } as const;
  deps.publisher.publish(userId, news);
  try {
    await deps.producer.enqueue(waitingRunOf(run));
  } catch (error) {
    // The janitor queues it as soon as Redis answers.
    deps.log.warn({ runId: id, error: errorMessage(error) }, 'retried run not queued yet');
  }
  return run;
}

async function renew({ numbers }: RetryDeps, old: PromptRun): Promise<PromptRun> {
  const promptId = randomUUID();
  const number = await numbers.next(old.userId);
  return {
    ...old,
    id: runIdFor(old.userId, promptId),
    promptId,
    number,
    scheduling: { ...old.scheduling, order: number },
    ...{
      state: 'queued',
      attempt: 0,
      claims: 0,
      deviceSeconds: 0,
      lease: null,
      cancelRequested: false,
      device: null,
    },
    ...{ outputs: {}, meta: {}, messages: [], error: null },
    ...{ createdAt: new Date(), startedAt: null, finishedAt: null },
  };
}
