/** After the runner's last word: results are stored, the run ends in the documents, then it is told. */
import type { FinalState, RunError } from '@/lib/domain/prompt-run';
import type { ComfyMessage } from '@/lib/domain/user-event';
import { removeEarlierAttempts } from '@/lib/features/generations/remove-earlier-attempts';
import { removeUnnamedResults } from '@/lib/features/generations/remove-unnamed-results';
import { finishPromptRun } from '@/lib/features/prompts/finish-prompt-run';
import { releasePromptRun } from '@/lib/features/prompts/release-prompt-run';
import { interruptedMessageOf } from '@/lib/features/prompts/run-ending';
import { errorMessage } from '@/lib/kernel/errors';

import type { ActiveRun } from './active-runs';
import type { Execution } from './execute-run';
import { withPatience } from './retry';
import type { Slot } from './slot';
import type { WorkerContext } from './worker-context';

/** Never rejects: what could not be written is left to the lease's end and reconciliation. */
export async function concludeRun(
  context: WorkerContext,
  slot: Slot,
  active: ActiveRun,
  execution: Execution,
): Promise<void> {
  const { end } = execution;
  try {
    if (end.kind === 'lost') {
      await forget(context, active, execution);
      return;
    }
    if (end.kind === 'fault') {
      await noteStrike(context, active, execution);
      await giveBack(context, active, end.reason, end.attempt, secondsOf(execution));
      return;
    }
    const stored = await storedOrReason(context, active, execution);
    if (stored !== true) {
      await giveBack(context, active, stored, 'counts', secondsOf(execution));
      return;
    }
    await finish(context, slot, active, execution);
  } catch (error) {
    context.log.error({ runId: active.run.id, error: errorMessage(error) }, 'run not concluded');
  }
}

/** A graph that ends its runner again and again is refused one day; a strike that is lost only delays that. */
async function noteStrike(
  { db, log }: WorkerContext,
  { run }: ActiveRun,
  { end, followed }: Execution,
): Promise<void> {
  if (end.kind !== 'fault' || end.attempt !== 'counts' || !followed.hasStarted) return;
  const { id: runId, userId, workflowId, attempt } = run;
  await db.graphStrikes
    .strike(userId, workflowId, { runId, attempt }, end.reason, new Date())
    .catch((error: unknown) => log.warn({ runId, error: errorMessage(error) }, 'strike not noted'));
}

async function storedOrReason(
  { store, db: { generations } }: WorkerContext,
  { run, lost }: ActiveRun,
  { followed }: Execution,
): Promise<true | string> {
  try {
    await followed.settle();
    await withPatience(() => removeEarlierAttempts({ store, generations }, run), lost);
    return true;
  } catch (error) {
    return `its results could not be stored (${errorMessage(error)})`;
  }
}

async function giveBack(
  context: WorkerContext,
  { run, lease, lost }: ActiveRun,
  reason: string,
  attempt: 'counts' | 'forgiven',
  seconds: number,
): Promise<void> {
  if (lost.aborted) return;
  const { settle } = context;
  await withPatience(() => releasePromptRun(settle, run, lease, reason, attempt, seconds), lost);
}

/** Somebody else has the run: nothing is left of what this claim stored. */
async function forget(
  { store, db: { storage } }: WorkerContext,
  { run }: ActiveRun,
  { followed }: Execution,
): Promise<void> {
  await followed.settle().catch(() => undefined);
  const never = new AbortController().signal;
  const isOurs = (claim: number) => claim === run.claims;
  await withPatience(() => removeUnnamedResults({ store, storage }, run, isOurs), never);
}

async function finish(
  context: WorkerContext,
  slot: Slot,
  active: ActiveRun,
  execution: Execution,
): Promise<void> {
  const { end, followed } = execution;
  const { run, lease, lost } = active;
  if (lost.aborted) return;
  const at = new Date();
  const message =
    end.kind === 'terminal' || end.kind === 'refused' ? end.message : interruptedMessageOf(run, at);
  const { outputs, meta, messages, generations } = followed.record();
  // What did not come from the runner is not in its record yet.
  const told =
    end.kind === 'terminal' ? messages : ([...messages, [message.type, message.data]] as const);
  const state = STATE_OF[message.type] ?? 'failed';
  const error = state === 'failed' ? errorOf(message) : null;
  const deviceSeconds = run.deviceSeconds + secondsOf(execution);
  const ending = { state, outputs, meta, messages: told, error, message, deviceSeconds };
  const deps = { ...context, promptRuns: context.db.promptRuns };
  const isOurs = await withPatience(() => finishPromptRun(deps, run, lease, ending, at), lost);
  if (!isOurs) {
    await forget(context, active, execution);
    return;
  }
  context.usage.add({ ...run, deviceSeconds }, generations, at);
  context.log.info({ runId: run.id, userId: run.userId, state, slot: slot.id }, 'run ended');
  for (const generation of generations) context.thumbnails.add(generation, slot.tenantsRoot);
}

/** On the device, in this attempt. */
const secondsOf = ({ followed }: Execution): number => (followed.executionMs ?? 0) / 1_000;

const STATE_OF: Record<string, FinalState> = {
  execution_success: 'succeeded',
  execution_interrupted: 'cancelled',
  execution_error: 'failed',
};

function errorOf({ data }: ComfyMessage): RunError {
  const text = (name: string) => (typeof data[name] === 'string' ? data[name] : '');
  const traceback = Array.isArray(data['traceback']) ? (data['traceback'] as unknown[]) : [];
  return {
    nodeId: text('node_id'),
    nodeType: text('node_type'),
    exceptionType: text('exception_type'),
    exceptionMessage: text('exception_message'),
    traceback: traceback.map(String),
  };
}
