/** Moves runs of a gateway rig as a client and a worker would. */
import { expect } from 'vitest';

import type { FinalState, PromptRun, RunError } from '@/lib/domain/prompt-run';
import { runIdFor } from '@/lib/kernel/ids';

import type { GatewayRig, RigUser } from './gateway-rig';

/** A graph that is good for every runner. */
export const graph = (changes: Record<string, unknown> = {}) => ({
  '1': {
    class_type: 'EmptyImage',
    inputs: { width: 8, height: 8, batch_size: 1, color: 0, ...changes },
  },
  '9': { class_type: 'SaveImage', inputs: { images: ['1', 0], filename_prefix: 'x' } },
});

export interface PromptAnswerBody {
  readonly prompt_id: string;
  readonly number: number;
  readonly node_errors: Record<string, unknown>;
  readonly error?: { readonly type: string; readonly message: string };
}

/** Submits the good graph, or what `more` says instead, and expects it to be taken. */
export async function submit(
  user: RigUser,
  more: Record<string, unknown> = {},
): Promise<PromptAnswerBody> {
  const response = await user.post('/api/prompt', { prompt: graph(), ...more });
  const answer = (await response.json()) as PromptAnswerBody;
  expect([response.status, answer.error]).toEqual([200, undefined]);
  return answer;
}

export async function findRun(
  rig: GatewayRig,
  { user }: RigUser,
  promptId: string,
): Promise<PromptRun> {
  const run = await rig.db.promptRuns.find(user.id, runIdFor(user.id, promptId));
  if (run === null) throw new Error(`no run ${promptId}`);
  return run;
}

const lease = () => ({
  workerId: 'w',
  slotId: 'w:0',
  bootId: 'b',
  until: new Date(Date.now() + 60_000),
});

/** Claims the run. */
export async function start(rig: GatewayRig, { user }: RigUser, promptId: string): Promise<void> {
  const runId = runIdFor(user.id, promptId);
  expect(await rig.db.promptRuns.claimAsSystem(runId, lease(), new Date(), 'cpu')).not.toBeNull();
}

export const RUN_FILE = { filename: 'a.png', subfolder: '', type: 'output', generation: 'g1' };

const TERMINAL = {
  succeeded: 'execution_success',
  failed: 'execution_error',
  cancelled: 'execution_interrupted',
};

/** Ends the run in the documents, without telling anybody. */
export async function finish(
  rig: GatewayRig,
  { user }: RigUser,
  promptId: string,
  state: FinalState = 'succeeded',
  error: RunError | null = null,
): Promise<void> {
  const data = { prompt_id: 'what a runner knew', timestamp: 1 };
  const runId = runIdFor(user.id, promptId);
  const finished = await rig.db.promptRuns.finishAsSystem(runId, lease(), state, {
    outputs: state === 'succeeded' ? { '9': { images: [RUN_FILE] } } : {},
    meta: {},
    messages: [[TERMINAL[state], data]],
    error,
    finishedAt: new Date(),
  });
  expect(finished).toBe(true);
}
