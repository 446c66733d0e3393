/**
 * The same run once more gives its stored result at once, without a device: the same graph, which
 * always gives the same, on the same inputs by the same user, with runners of the same version. To the
 * editor it looks as when ComfyUI has everything in its cache: the same file names, all nodes cached.
 */
import { createHash } from 'node:crypto';

import { isDeterministic } from '@/lib/comfy/deterministic';
import type { NodeSet } from '@/lib/comfy/validation/validate-for-sets';
import type { Graph, PromptRun, RunMessage, RunOutputs } from '@/lib/domain/prompt-run';
import type { Slot } from '@/lib/domain/slot';
import type { UserId } from '@/lib/kernel/ids';
import type { Publisher } from '@/lib/realtime/channel';
import type { GenerationRepository } from '@/prisma-free-db/repositories/generations';
import type { PromptRunRepository } from '@/prisma-free-db/repositories/prompt-runs';
import type { UserSettingsRepository } from '@/prisma-free-db/repositories/user-settings';

import { runEndEvent } from './run-ending';

/** The editor's setting by which a person switches it off. */
export const REUSE_SETTING = 'Atelier.ReuseResults';

export interface ReuseDeps {
  readonly promptRuns: Pick<PromptRunRepository, 'findReusable'>;
  readonly generations: Pick<GenerationRepository, 'listByRun'>;
  readonly userSettings: Pick<UserSettingsRepository, 'get'>;
}

interface Fresh {
  readonly run: Pick<PromptRun, 'workflowId' | 'outputNodes' | 'inputs' | 'pool'>;
  readonly graph: Graph;
  /** Those of the pool that can run the graph. */
  readonly fitting: readonly NodeSet[];
  /** Of all that the pool offers. */
  readonly version: string;
  readonly slots: readonly Pick<Slot, 'runnerKind' | 'runnerVersion'>[];
}

/**
 * What runs must have in common to have one result. Inputs are named by their objects, whose keys are
 * derived from their content or from the run that made them.
 * @returns null when the result may differ from run to run, or no runner says its version
 */
export function reuseKeyOf({ run, graph, fitting, version, slots }: Fresh): string | null {
  if (slots.length === 0) return null;
  if (!fitting.every(({ definitions }) => isDeterministic(graph, definitions))) return null;
  const runners = new Set(slots.map((slot) => `${slot.runnerKind} ${slot.runnerVersion}`));
  const inputs = run.inputs.map(({ type, path, s3Key }) => `${type} ${path} ${s3Key}`);
  const parts = [
    run.workflowId,
    [...run.outputNodes].sort(),
    inputs.sort(),
    run.pool,
    version,
    [...runners].sort(),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** @returns the user's newest run of the key whose files are all still there, or null */
export async function findReusable(
  { promptRuns, generations, userSettings }: ReuseDeps,
  userId: UserId,
  reuseKey: string,
): Promise<PromptRun | null> {
  const earlier = await promptRuns.findReusable(userId, reuseKey);
  if (earlier === null) return null;
  const [kept, wish] = await Promise.all([
    generations.listByRun(userId, earlier.id),
    userSettings.get(userId, REUSE_SETTING),
  ]);
  if (wish === false) return null;
  const there = new Set<string>(kept.map(({ id }) => id));
  return generationsIn(earlier.outputs).every((id) => there.has(id)) ? earlier : null;
}

function generationsIn(outputs: RunOutputs): string[] {
  const items = Object.values(outputs).flatMap((output) => Object.values(output).flat());
  return items.flatMap((item) => {
    const id = (item as { generation?: unknown } | null)?.generation;
    return typeof id === 'string' ? [id] : [];
  });
}

/** The run as it lies in the documents at once: over, with the earlier one's outputs. */
export function reusedRun(run: PromptRun, earlier: PromptRun, graph: Graph): PromptRun {
  const at = new Date();
  const stamp = { prompt_id: run.promptId, timestamp: at.getTime() };
  const messages: readonly RunMessage[] = [
    ['execution_start', stamp],
    ['execution_cached', { nodes: Object.keys(graph), ...stamp }],
    ['execution_success', stamp],
  ];
  return {
    ...run,
    state: 'succeeded',
    reusedFrom: earlier.id,
    outputs: earlier.outputs,
    meta: earlier.meta,
    messages,
    startedAt: at,
    finishedAt: at,
  };
}

/** Editors take the answer to their question first: it tells them the prompt's id. */
const ANSWER_FIRST_MS = 25;

/** ComfyUI's messages of a run whose nodes are all cached, and one of ours that says why. */
export function tellReused(publisher: Publisher, run: PromptRun, earlier: PromptRun): void {
  const { id: runId, userId, promptId, clientId, messages, outputs, meta } = run;
  const address = { runId, promptId, clientId };
  const say = (type: string, data: Record<string, unknown>): void =>
    publisher.publish(userId, { kind: 'run-message', message: { type, data }, ...address });
  setTimeout(() => {
    const [start, cached, success] = messages;
    for (const message of [start, cached]) if (message !== undefined) say(...message);
    say('atelier.reused', { prompt_id: promptId, reused_from: earlier.promptId });
    for (const [node, output] of Object.entries(outputs)) {
      const display_node = meta[node]?.display_node ?? node;
      say('executed', { node, display_node, output, prompt_id: promptId });
    }
    const message = success === undefined ? null : { type: success[0], data: success[1] };
    publisher.publish(userId, runEndEvent(run, 'succeeded', message));
  }, ANSWER_FIRST_MS);
}
