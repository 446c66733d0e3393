/**
 * What a client missed while its socket was away: where its running runs stand, and ends that nobody
 * told it. Editors ignore `executing` of a prompt that did not start for them, so each replay starts
 * with `execution_start`.
 */
import type { PromptRun } from '@/lib/domain/prompt-run';
import type { ComfyMessage } from '@/lib/domain/user-event';
import { interruptedMessageOf } from '@/lib/features/prompts/run-ending';
import { executionError } from '@/lib/comfy/job-row';
import type { RunProgress } from '@/lib/realtime/run-progress';

import { executionStartFrame, nothingExecutingFrame, textFrame } from './frames';

const TERMINAL = new Set(['execution_success', 'execution_error', 'execution_interrupted']);

/** @returns the frames for a running run */
export function runningFrames(run: PromptRun, progress: RunProgress): string[] {
  const { progress_state: state, executing } = progress;
  return [
    executionStartFrame(run.promptId, run.startedAt ?? run.createdAt),
    ...(state === undefined ? [] : [textFrame(state)]),
    ...(executing === undefined ? [] : [textFrame(executing)]),
  ];
}

/** @returns the frames for a finished run; `status` goes before the last */
export function endFrames(run: PromptRun, statusFrame: string): string[] {
  const outputs = Object.entries(run.outputs).map(([nodeId, output]) =>
    textFrame({
      type: 'executed',
      data: {
        node: nodeId,
        display_node: run.meta[nodeId]?.display_node ?? nodeId,
        output,
        prompt_id: run.promptId,
      },
    }),
  );
  return [
    executionStartFrame(run.promptId, run.startedAt ?? run.createdAt),
    ...outputs,
    textFrame(terminalMessage(run)),
    statusFrame,
    nothingExecutingFrame(run.promptId),
  ];
}

/** ComfyUI's terminal message of a finished run, as it was told or would have been. */
export function terminalMessage(run: PromptRun): ComfyMessage {
  const at = run.finishedAt ?? new Date();
  const told = run.messages.findLast(([event]) => TERMINAL.has(event));
  if (told !== undefined) {
    const [type, data] = told;
    return { type, data: { ...data, prompt_id: run.promptId } };
  }
  if (run.state === 'failed') return { type: 'execution_error', data: executionError(run) };
  if (run.state === 'cancelled') return interruptedMessageOf(run, at);
  return {
    type: 'execution_success',
    data: { prompt_id: run.promptId, timestamp: at.getTime() },
  };
}
