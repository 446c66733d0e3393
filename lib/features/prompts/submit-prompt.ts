/**
 * A user submits a graph. The run is written first and queued after: a run that could not be queued,
 * because Redis is away, is found among the documents by reconciliation and runs all the same.
 */
import { randomUUID } from 'node:crypto';

import { costKeyOf } from '@/lib/comfy/cost-key';
import { listModelFiles } from '@/lib/comfy/model-files';
import type { NodeErrorMap, PromptError } from '@/lib/comfy/prompt-error';
import { editorWorkflowIdOf, type PromptRequest } from '@/lib/comfy/prompt-request';
import type { Lane, PromptRun } from '@/lib/domain/prompt-run';
import type { Caller } from '@/lib/domain/user';
import type { StorageMeter } from '@/lib/features/storage/storage-meter';
import { requireDeviceSeconds } from '@/lib/features/usage/require-device-seconds';
import { AppError, errorMessage } from '@/lib/kernel/errors';
import { runIdFor } from '@/lib/kernel/ids';
import type { Logger } from '@/lib/kernel/log';
import type { RunProducer } from '@/lib/queue/producer';
import type { Publisher } from '@/lib/realtime/channel';
import type { PromptRunRepository } from '@/prisma-free-db/repositories/prompt-runs';
import type { UsageRepository } from '@/prisma-free-db/repositories/usage';

import { keepPlace, type PlaceDeps } from './keep-place';
import { judgePrompt, type AcceptedPrompt, type JudgeDeps } from './judge-prompt';
import { reusedRun, tellReused } from './reuse-result';
import type { RunNumbers } from './run-numbers';
import { waitingRunOf } from './waiting-run';

export interface SubmitDeps extends JudgeDeps, PlaceDeps {
  readonly promptRuns: Pick<PromptRunRepository, 'count' | 'create'>;
  /** For users whose limits do not say how many of their runs slots may hold. */
  readonly runsRunningMax?: number | undefined;
  readonly usage: Pick<UsageRepository, 'sumDay'>;
  readonly numbers: RunNumbers;
  readonly producer: Pick<RunProducer, 'enqueue' | 'scheduler'>;
  readonly publisher: Publisher;
  readonly storage: Pick<StorageMeter, 'requireRoom'>;
  readonly log: Logger;
}

export type Submission =
  | {
      readonly accepted: true;
      readonly promptId: string;
      readonly number: number;
      /** What is wrong with output nodes that will not run. */
      readonly nodeErrors: NodeErrorMap;
      /** Its result was stored already: it does not wait. */
      readonly reused: boolean;
    }
  | { readonly accepted: false; readonly error: PromptError; readonly nodeErrors: NodeErrorMap };

/** Documents have a limit of 16 MiB. */
const STORED_MAX_BYTES = 15 * 1024 * 1024;

/**
 * @throws AppError `too_many_requests` (too many runs wait), `quota_exceeded` (the storage is full), `forbidden`
 *   (pools, node types or models that the user may not use), `conflict` (the prompt id was used),
 *   `unavailable` (the pool's nodes are not known), `too_large`
 */
export async function submitPrompt(
  deps: SubmitDeps,
  caller: Caller,
  request: PromptRequest,
  lane: Lane = 'interactive',
): Promise<Submission> {
  const promptId = request.promptId ?? randomUUID();
  const place = keepPlace(deps, caller, runIdFor(caller.userId, promptId), lane);
  try {
    const identified = { ...request, promptId };
    const submission = await submitInPlace(deps, caller, identified, lane, place.kept);
    if (!submission.accepted || submission.reused) place.giveUp();
    return submission;
  } catch (error) {
    place.giveUp();
    throw error;
  }
}

type Identified = PromptRequest & { readonly promptId: string };

async function submitInPlace(
  deps: SubmitDeps,
  caller: Caller,
  request: Identified,
  lane: Lane,
  place: Promise<void>,
): Promise<Submission> {
  // Goes on beside the questions below; what it refuses is told after what they refuse.
  const judging = judgePrompt(deps, caller, request);
  judging.catch(() => undefined);
  // Refused prompts take a number, too, as with ComfyUI.
  const [number] = await Promise.all([
    deps.numbers.next(caller.userId),
    place,
    deps.storage.requireRoom(caller, 0),
    requireDeviceSeconds(deps.usage, caller),
  ]);
  const judged = await judging;
  if (!judged.valid) return { accepted: false, ...judged };
  const { verdict, earlier } = judged;
  const runningMax = caller.limits.runsRunningMax ?? deps.runsRunningMax ?? null;
  const run = newRun(caller, request, judged, { lane, number, runningMax });
  if (earlier === null) {
    await store(deps, run, verdict, request);
    await hand(deps, run);
  } else {
    const over = reusedRun(run, earlier, verdict.graph);
    await store(deps, over, verdict, request);
    tellReused(deps.publisher, over, earlier);
  }
  const { nodeErrors } = verdict;
  return { accepted: true, promptId: run.promptId, number, nodeErrors, reused: earlier !== null };
}

interface Turn {
  readonly lane: Lane;
  readonly number: number;
  readonly runningMax: number | null;
}

function newRun(
  { userId }: Caller,
  { promptId, clientId, extraData }: Identified,
  { verdict: { graph, without }, asked }: AcceptedPrompt,
  { lane, number, runningMax }: Turn,
): PromptRun {
  return {
    id: runIdFor(userId, promptId),
    ...{ userId, promptId, number, clientId },
    ...asked,
    state: 'queued',
    attempt: 0,
    claims: 0,
    scheduling: {
      lane,
      order: number,
      runningMax,
      costKey: costKeyOf(graph),
      models: listModelFiles(graph),
      without,
    },
    deviceSeconds: 0,
    // Known when it is stored.
    graphBytes: null,
    editorWorkflowId: editorWorkflowIdOf(extraData),
    lease: null,
    cancelRequested: false,
    device: null,
    outputs: {},
    meta: {},
    messages: [],
    error: null,
    reusedFrom: null,
    createdAt: new Date(),
    startedAt: null,
    finishedAt: null,
  };
}

async function store(
  { promptRuns }: SubmitDeps,
  run: PromptRun,
  { graph }: AcceptedPrompt['verdict'],
  { extraData }: PromptRequest,
): Promise<void> {
  const size = Buffer.byteLength(JSON.stringify({ graph, extraData }));
  if (size > STORED_MAX_BYTES) {
    throw new AppError(
      'too_large',
      `The graph and its workflow have ${size} bytes; the limit is ${STORED_MAX_BYTES}.`,
    );
  }
  await promptRuns.create(
    { ...run, graphBytes: size },
    { runId: run.id, userId: run.userId, graph, extraData },
  );
}

async function hand({ producer, publisher, log }: SubmitDeps, run: PromptRun): Promise<void> {
  const { id: runId, userId, promptId, clientId } = run;
  publisher.publish(userId, { kind: 'run-state', state: 'queued', runId, promptId, clientId });
  try {
    await producer.enqueue(waitingRunOf(run));
  } catch (error) {
    log.warn({ runId, userId, error: errorMessage(error) }, 'run written but not queued yet');
  }
}
