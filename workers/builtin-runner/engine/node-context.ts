/** What a node is given while it runs: see NodeContext. */
import { InterruptedError } from './errors';
import type { Execution } from './execute-prompt';
import type { NodeContext } from './node-definition';
import { addressOf } from './progress-board';
import { isLink, own } from './values';

function extraPngInfoOf(extraData: Readonly<Record<string, unknown>>) {
  const info = extraData['extra_pnginfo'];
  if (typeof info !== 'object' || info === null || Array.isArray(info)) return null;
  return info as Readonly<Record<string, unknown>>;
}

export function createNodeContext(execution: Execution, nodeId: string): NodeContext {
  const { deps, item, board, cache } = execution;
  const { audience, signal } = deps;
  return {
    tenant: item.tenant,
    nodeId,
    folders: deps.folders,
    graph: item.graph,
    extraPngInfo: extraPngInfoOf(item.extraData),
    faults: deps.faults,
    async checkpoint() {
      await execution.breathe();
      if (signal.aborted) throw new InterruptedError();
    },
    progress(value, max, jpeg) {
      if (signal.aborted) throw new InterruptedError();
      board.update(nodeId, value, max);
      audience.send('progress_state', { prompt_id: item.promptId, nodes: board.snapshot() });
      const data = { value, max, prompt_id: item.promptId, node: nodeId };
      const address = addressOf(nodeId, item.promptId);
      audience.sendProgress(data, jpeg === undefined ? null : { address, jpeg });
    },
    wantsPreviews: () => audience.hasListeners(),
    text: (message) => audience.sendText(nodeId, message),
    linkedType(input) {
      const link = own(item.graph, nodeId)?.inputs[input];
      if (!isLink(link)) return null;
      const source = own(item.graph, link[0])?.class_type ?? '';
      return deps.nodes.get(source)?.outputs.at(link[1])?.type ?? null;
    },
    keep: (make) => cache.keep(nodeId, make),
  };
}
