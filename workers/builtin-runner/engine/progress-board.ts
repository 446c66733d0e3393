/** The state of every node that has started, as ComfyUI's `progress_state` tells it. */
export interface NodeProgress {
  value: number;
  max: number;
  state: 'running' | 'finished' | 'error';
}

export interface ProgressBoard {
  start(nodeId: string): void;
  update(nodeId: string, value: number, max: number): void;
  finish(nodeId: string): void;
  /** The whole state, in ComfyUI's form. */
  snapshot(): Record<string, object>;
}

export function createProgressBoard(promptId: string): ProgressBoard {
  const states = new Map<string, NodeProgress>();
  return {
    start(nodeId) {
      states.set(nodeId, { value: 0, max: 1, state: 'running' });
    },
    update(nodeId, value, max) {
      states.set(nodeId, { value, max, state: 'running' });
    },
    finish(nodeId) {
      const max = states.get(nodeId)?.max ?? 1;
      states.set(nodeId, { value: max, max, state: 'finished' });
    },
    snapshot() {
      const nodes: [string, object][] = [];
      for (const [nodeId, progress] of states) {
        nodes.push([nodeId, { ...progress, ...addressOf(nodeId, promptId) }]);
      }
      return Object.fromEntries(nodes);
    },
  };
}

/** The fields by which progress and previews name a node. */
export function addressOf(nodeId: string, promptId: string): Record<string, string | null> {
  return {
    node_id: nodeId,
    prompt_id: promptId,
    display_node_id: nodeId,
    parent_node_id: null,
    real_node_id: nodeId,
  };
}
