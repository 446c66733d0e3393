/** What history keeps of a run, gathered from its events: outputs, meta, messages. */
import type { NodeOutput, RunMessage, RunMeta, RunOutputs } from '@/lib/domain/prompt-run';

export interface RunRecord {
  readonly outputs: RunOutputs;
  readonly meta: RunMeta;
  readonly messages: readonly RunMessage[];
}

export interface RunRecorder {
  /** `execution_start`, `execution_cached` and the terminal message. */
  message(type: string, data: Record<string, unknown>): void;
  progressState(data: Record<string, unknown>): void;
  output(nodeId: string, displayNode: string, output: NodeOutput): void;
  record(): RunRecord;
}

interface NodeProgress {
  readonly display_node_id?: unknown;
  readonly parent_node_id?: unknown;
  readonly real_node_id?: unknown;
}

const text = (value: unknown, otherwise: string): string =>
  typeof value === 'string' ? value : otherwise;

export function createRunRecorder(): RunRecorder {
  const outputs: RunOutputs = {};
  const displayNodes = new Map<string, string>();
  const messages: RunMessage[] = [];
  let nodes: Record<string, NodeProgress> = {};

  function metaOf(nodeId: string, displayNode: string): RunMeta[string] {
    const progress = nodes[nodeId];
    const parent = progress?.parent_node_id;
    return {
      node_id: nodeId,
      display_node: text(progress?.display_node_id, displayNode),
      parent_node: typeof parent === 'string' ? parent : null,
      real_node_id: text(progress?.real_node_id, nodeId),
    };
  }

  return {
    message: (type, data) => void messages.push([type, data]),
    // Each one holds all nodes so far, so the last one is enough.
    progressState(data) {
      nodes = { ...nodes, ...(data['nodes'] as typeof nodes | undefined) };
    },
    output(nodeId, displayNode, output) {
      outputs[nodeId] = output;
      displayNodes.set(nodeId, displayNode);
    },
    record: () => ({
      outputs,
      messages,
      meta: Object.fromEntries(
        [...displayNodes].map(([nodeId, displayNode]) => [nodeId, metaOf(nodeId, displayNode)]),
      ),
    }),
  };
}
