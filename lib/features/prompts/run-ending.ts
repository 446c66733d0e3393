/** How a run ended, in ComfyUI's words, and how that is told. */
import type {
  FinalState,
  PromptRun,
  RunError,
  RunMessage,
  RunMeta,
  RunOutputs,
} from '@/lib/domain/prompt-run';
import type { ComfyMessage, UserEvent } from '@/lib/domain/user-event';

/** Everything that a finished run's document and its owner's sockets get. */
export interface RunEnding {
  readonly state: FinalState;
  readonly outputs: RunOutputs;
  readonly meta: RunMeta;
  /** History's messages: execution_start, execution_cached, and the terminal one. */
  readonly messages: readonly RunMessage[];
  readonly error: RunError | null;
  /** On devices, over all attempts. */
  readonly deviceSeconds: number;
  /** The terminal message, with the client's prompt id. */
  readonly message: ComfyMessage;
}

type Addressed = Pick<PromptRun, 'id' | 'promptId' | 'clientId'>;

export function runEndEvent(
  run: Addressed,
  state: FinalState,
  message: ComfyMessage | null,
): UserEvent {
  const { id: runId, promptId, clientId } = run;
  return { kind: 'run-end', runId, promptId, clientId, state, message };
}

/** A fault of ours as a run's error. The empty node id makes editors show it as the service's. */
export function serviceFault(exceptionType: string, text: string): RunError {
  return { nodeId: '', nodeType: '', exceptionType, exceptionMessage: text, traceback: [] };
}

/** ComfyUI's `execution_error` with all the fields that editors demand. */
export function errorMessageOf(run: Addressed, error: RunError, at: Date): ComfyMessage {
  return {
    type: 'execution_error',
    data: {
      prompt_id: run.promptId,
      node_id: error.nodeId,
      node_type: error.nodeType,
      executed: [],
      exception_message: error.exceptionMessage,
      exception_type: error.exceptionType,
      traceback: [...error.traceback],
      current_inputs: {},
      current_outputs: [],
      timestamp: at.getTime(),
    },
  };
}

/** ComfyUI's `execution_interrupted` for a run that no runner will speak of any more. */
export function interruptedMessageOf(run: Addressed, at: Date): ComfyMessage {
  return {
    type: 'execution_interrupted',
    data: {
      prompt_id: run.promptId,
      node_id: '',
      node_type: '',
      executed: [],
      timestamp: at.getTime(),
    },
  };
}
