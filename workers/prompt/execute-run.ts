/** Brings a claimed run to its runner and follows it to its end there. */
import { graphFactsOf } from '@/lib/comfy/graph-facts';
import type { PromptRun } from '@/lib/domain/prompt-run';
import { errorMessageOf } from '@/lib/features/prompts/run-ending';
import { errorMessage } from '@/lib/kernel/errors';
import { joinSignals } from '@/lib/kernel/join-signals';

import type { ActiveRun } from './active-runs';
import { clearRunner } from './clear-runner';
import { collectOutputs } from './collect-outputs';
import { followRun, type FollowedRun, type RunEnd } from './follow-run';
import { limitRunTime } from './limit-run-time';
import { obeyStop } from './obey-stop';
import { refusalMessage } from './refusal-message';
import { withPatience } from './retry';
import type { Place } from './room';
import { RunnerFault } from './runner/runner';
import type { RunnerClient, SubmitResult } from './runner/runner-client';
import type { Slot } from './slot';
import { InputFault, stageInputs } from './stage-inputs';
import type { WorkerContext } from './worker-context';

export interface Execution {
  readonly end: RunEnd;
  readonly followed: FollowedRun;
}

/** Resolves when the runner is done with it, or never got it. Does not reject. */
export async function executeRun(
  context: WorkerContext,
  slot: Slot,
  active: ActiveRun,
): Promise<Execution> {
  const followed = followActive(context, slot, active);
  const settled = new AbortController();
  obeyStop(context, slot, active, followed, settled.signal);
  const limit = { limitMs: context.runTimeMaxMs, log: context.log };
  limitRunTime(limit, slot, active, followed, settled.signal);
  let gatePlace: Place | undefined;
  let untrack: (() => void) | undefined;
  try {
    await stage(context, slot, active);
    gatePlace = await enterGate(slot, active);
    const { runner, down } = readyRunner(slot);
    if (active.stopped.aborted || down.aborted) throw new Waited();
    const { run, graph } = active;
    if (run.claims > 1) await clearOfEarlier(slot, active, runner);
    untrack = slot.track({ runId: run.id, tenant: run.userId, graph: graph.graph, followed });
    await submit(slot, active, followed, runner);
  } catch (error) {
    followed.end(endOf(active, error));
  }
  const end = await followed.ended;
  settled.abort();
  untrack?.();
  gatePlace?.leave();
  return { end, followed };
}

function followActive(context: WorkerContext, slot: Slot, active: ActiveRun): FollowedRun {
  const { run, graph, lost } = active;
  const facts = graphFactsOf(graph.graph);
  const deps = { ...context, generations: context.db.generations, tenantsRoot: slot.tenantsRoot };
  return followRun(
    {
      publisher: context.publisher,
      progress: context.progress,
      lost,
      onStarted: () => tellStarted(context, slot, run),
      collect: (nodeId, output) => collectOutputs(deps, run, nodeId, output, facts, lost),
    },
    run,
  );
}

/** For the counts that people see; a lost word changes nothing else. */
function tellStarted({ settle: { producer } }: WorkerContext, slot: Slot, run: PromptRun): void {
  producer.scheduler.started(run.id, run.pool, slot.id).catch(() => undefined);
}

async function stage({ db, store }: WorkerContext, slot: Slot, { run, stopped }: ActiveRun) {
  if (run.inputs.length === 0) return;
  const deps = { db, store, tenantsRoot: slot.tenantsRoot };
  const fault = await withPatience(async () => {
    try {
      await stageInputs(deps, run);
      return null;
    } catch (error) {
      // Waiting does not bring back a file that is gone.
      if (error instanceof InputFault) return error;
      throw error;
    }
  }, stopped);
  if (fault !== null) throw fault;
}

/** Nobody waits for a runner that is down, or with a run that shall stop. */
async function enterGate(slot: Slot, active: ActiveRun): Promise<Place> {
  const waiting = joinSignals([active.stopped, readyRunner(slot).down]);
  try {
    return await slot.gate.enter(waiting.signal);
  } finally {
    waiting.release();
  }
}

/** Before its events are followed: those of the earlier attempt have its name. */
async function clearOfEarlier(slot: Slot, active: ActiveRun, runner: RunnerClient): Promise<void> {
  if (await clearRunner(runner, active.run, active.stopped)) return;
  slot.condemn(runner, STUCK);
  throw new Waited();
}

function readyRunner(slot: Slot): { runner: RunnerClient; down: AbortSignal } {
  const runner = slot.runner();
  if (runner === null) throw new Waited();
  return { runner: runner.ready.client, down: runner.down };
}

/** The runner went away before it got the run: no attempt was made. */
class Waited extends Error {}

const STUCK = 'it does not let go of an earlier attempt';

async function submit(
  slot: Slot,
  active: ActiveRun,
  followed: FollowedRun,
  runner: RunnerClient,
): Promise<void> {
  const { run, graph } = active;
  const submission = {
    tenant: run.userId,
    promptId: run.id,
    clientId: slot.clientId,
    graph: graph.graph,
    extraData: graph.extraData,
    outputNodes: run.outputNodes,
  };
  let result: SubmitResult;
  try {
    result = await runner.submit(submission);
    if (result.kind === 'known') {
      // Left over from an earlier attempt, whose results did not reach us.
      await runner.forget(run.userId, run.id);
      result = await runner.submit(submission);
    }
  } catch (error) {
    // It ended in the meantime, or it does not answer: then it has to go. Whose prompt it was is known.
    followed.end(endOf(active, error));
    slot.condemn(runner, errorMessage(error));
    throw error;
  }
  if (result.kind === 'known') {
    slot.condemn(runner, STUCK);
    throw new RunnerFault(STUCK);
  }
  if (result.kind === 'refused') {
    followed.end({ kind: 'refused', message: refusalMessage(run, result.refusal) });
  }
  // A stop that came while it was on its way did not find it there.
  if (result.kind === 'accepted' && followed.isEnded) {
    await runner.forget(run.userId, run.id).catch(() => undefined);
  }
}

function endOf({ run, stopped }: ActiveRun, error: unknown): RunEnd {
  if (stopped.aborted && stopped.reason === 'cancel') return { kind: 'cancelled' };
  if (error instanceof InputFault) {
    const fault = {
      nodeId: '',
      nodeType: '',
      exceptionType: 'InputMissing',
      exceptionMessage: error.message,
      traceback: [],
    };
    return { kind: 'refused', message: errorMessageOf(run, fault, new Date()) };
  }
  const waited = error instanceof Waited || (error instanceof Error && error.name === 'AbortError');
  return {
    kind: 'fault',
    reason: waited ? 'it was down before the prompt began' : errorMessage(error),
    attempt: waited ? 'forgiven' : 'counts',
  };
}
