/** Runs as ComfyUI's clients see them in `/queue` and `/history`. */
import type {
  Graph,
  PromptRun,
  RunGraph,
  RunMessage,
  RunMeta,
  RunOutputs,
} from '@/lib/domain/prompt-run';

/** `[number, prompt id, graph, extra data, output nodes]` */
export type QueueItem = readonly [
  number: number,
  promptId: string,
  graph: Graph,
  extraData: Readonly<Record<string, unknown>>,
  outputNodes: readonly string[],
];

export interface HistoryEntry {
  readonly prompt: QueueItem;
  readonly outputs: RunOutputs;
  readonly status: HistoryStatus;
  readonly meta: RunMeta;
}

export interface HistoryStatus {
  readonly status_str: 'success' | 'error';
  readonly completed: boolean;
  readonly messages: readonly RunMessage[];
}

/** @param graph null when it is gone; the client then sees an empty one */
export function queueItem(run: PromptRun, graph: RunGraph | null): QueueItem {
  const clientId = run.clientId === null ? {} : { client_id: run.clientId };
  return [
    run.number,
    run.promptId,
    graph?.graph ?? {},
    { ...graph?.extraData, ...clientId, create_time: run.createdAt.getTime() },
    run.outputNodes,
  ];
}

/** @param run a finished one */
export function historyEntry(run: PromptRun, graph: RunGraph | null): HistoryEntry {
  return {
    prompt: queueItem(run, graph),
    outputs: run.outputs,
    status: historyStatus(run),
    meta: run.meta,
  };
}

/** Messages name the client's prompt id, whatever id a runner knew the run by. */
export function historyStatus(run: PromptRun): HistoryStatus {
  const succeeded = run.state === 'succeeded';
  return {
    status_str: succeeded ? 'success' : 'error',
    completed: succeeded,
    messages: run.messages.map(([event, data]) => [event, { ...data, prompt_id: run.promptId }]),
  };
}
