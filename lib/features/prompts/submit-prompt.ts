/**
 * A user submits a graph. The run is written first and queued after: a run that could not be queued,
 * because Redis is away, is found among the documents by reconciliation and runs all the same.
 */
import { randomUUID } from 'node:crypto';

import { costKeyOf } from '@/lib/comfy/cost-key';
import { listModelFiles } from '@/lib/comfy/model-files';
import type { NodeErrorMap, PromptError } from '@/lib/comfy/prompt-error';
import { editorWorkflowIdOf, type PromptRequest } from '@/lib/comfy/prompt-request';
import { validateForSets, type SetsVerdict } from '@/lib/comfy/validation/validate-for-sets';
import type { FileCheck } from '@/lib/comfy/validation/validation-context';
import { workflowIdOf } from '@/lib/comfy/workflow-id';
import type { Lane, PromptRun } from '@/lib/domain/prompt-run';
import type { Caller } from '@/lib/domain/user';
import type { ObjectInfoReader } from '@/lib/features/object-info/read-object-info';
import type { OnlineSlots } from '@/lib/features/slots/list-online-slots';
import type { StorageMeter } from '@/lib/features/storage/storage-meter';
import { requireDeviceSeconds } from '@/lib/features/usage/require-device-seconds';
import { AppError, errorMessage } from '@/lib/kernel/errors';
import { runIdFor, type UserId } from '@/lib/kernel/ids';
import type { Logger } from '@/lib/kernel/log';
import type { RunProducer } from '@/lib/queue/producer';
import type { Publisher } from '@/lib/realtime/channel';
import type { PromptRunRepository } from '@/prisma-free-db/repositories/prompt-runs';
import type { UsageRepository } from '@/prisma-free-db/repositories/usage';

import { checkAllowed } from './check-limits';
import { keepPlace, type PlaceDeps } from './keep-place';
import type { Quarantine } from './quarantine';
import { findReusable, reusedRun, reuseKeyOf, tellReused, type ReuseDeps } from './reuse-result';
import { resolveInputs, type ResolveInputsDeps } from './resolve-inputs';
import type { RunNumbers } from './run-numbers';
import { waitingRunOf } from './waiting-run';

export interface SubmitDeps extends ResolveInputsDeps, PlaceDeps {
  readonly promptRuns: Pick<PromptRunRepository, 'count' | 'create'>;
  /** For users whose limits do not say how many of their runs slots may hold. */
  readonly runsRunningMax?: number | undefined;
  readonly usage: Pick<UsageRepository, 'sumDay'>;
  readonly quarantine: Quarantine;
  readonly objectInfo: ObjectInfoReader;
  readonly online: OnlineSlots;
  /** Null: the installation runs everything anew. */
  readonly reuse: ReuseDeps | null;
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
const RETRY_AFTER_S = 10;

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
  // Refused prompts take a number, too, as with ComfyUI.
  const admitted = Promise.all([
    deps.numbers.next(caller.userId),
    place,
    deps.storage.requireRoom(caller, 0),
    requireDeviceSeconds(deps.usage, caller),
  ]);
  // Asked beside the work on the graph; what it refuses is told where it is waited for.
  admitted.catch(() => undefined);
  const [offered, slots] = await Promise.all([
    deps.objectInfo.forPool(caller.pool),
    deps.reuse === null ? [] : deps.online.forPool(caller.pool),
  ]);
  if (offered.sets.length === 0) {
    await admitted;
    throw new AppError(
      'unavailable',
      `No runner of the pool "${caller.pool}" has said yet which nodes it has. Try again in a moment.`,
      { retryAfterS: RETRY_AFTER_S },
    );
  }
  const { prompt, partialTargets } = request;
  const inputs = await resolveInputs(deps, caller.userId, prompt, offered.definitions);
  const hasFile: FileCheck = (file) => inputs.has(file);
  const verdict = validateForSets({ prompt, partialTargets, hasFile }, offered);
  if (!verdict.valid) {
    await admitted;
    return { accepted: false, ...verdict };
  }
  checkAllowed(caller, verdict.graph);

  const { userId, pool } = caller;
  const { graph, outputNodes } = verdict;
  const workflowId = workflowIdOf(graph);
  const asked = { workflowId, outputNodes, inputs: inputs.inputs, pool };
  const { version } = offered;
  const reuseKey = reuseKeyOf({ ...verdict, run: asked, version, slots });
  const [[number], earlier] = await Promise.all([
    admitted,
    request.force ? null : findEarlier(deps, userId, reuseKey),
    deps.quarantine.requireAllowed(userId, workflowId),
  ]);
  const runningMax = caller.limits.runsRunningMax ?? deps.runsRunningMax ?? null;
  const turn = { lane, number, runningMax };
  const run = newRun(caller, request, verdict, { ...asked, reuseKey }, turn);
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

/** A run whose stored result is this one's, too. What cannot be found out is run. */
async function findEarlier(
  { reuse, log }: SubmitDeps,
  userId: UserId,
  reuseKey: string | null,
): Promise<PromptRun | null> {
  if (reuse === null || reuseKey === null) return null;
  try {
    return await findReusable(reuse, userId, reuseKey);
  } catch (error) {
    log.warn({ userId, error: errorMessage(error) }, 'stored results were not looked at');
    return null;
  }
}

interface Turn {
  readonly lane: Lane;
  readonly number: number;
  readonly runningMax: number | null;
}

type Asked = Pick<PromptRun, 'workflowId' | 'outputNodes' | 'inputs' | 'pool' | 'reuseKey'>;

type ValidPrompt = Extract<SetsVerdict, { valid: true }>;

function newRun(
  { userId }: Caller,
  { promptId, clientId, extraData }: Identified,
  { graph, without }: ValidPrompt,
  asked: Asked,
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
  { graph }: ValidPrompt,
  { extraData }: PromptRequest,
): Promise<void> {
  const size = Buffer.byteLength(JSON.stringify({ graph, extraData }));
  if (size > STORED_MAX_BYTES) {
    throw new AppError(
      'too_large',
      `The graph and its workflow have ${size} bytes; the limit is ${STORED_MAX_BYTES}.`,
    );
  }
  await promptRuns.create(run, { runId: run.id, userId: run.userId, graph, extraData });
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
