/**
 * Which node runs next. Nodes wait for the ones they are linked to; among those that are ready,
 * output nodes come first, then nodes one or two links before an output node, so that pictures
 * appear as early as they can. The order equals ComfyUI's.
 */
import { isLink, own, type Graph } from './values';

export interface ExecutionOrder {
  /** The next node to run; null when all are done, or when the rest waits for itself. */
  next(): string | null;
  /** Marks a node as done. */
  complete(nodeId: string): void;
  /** Nodes that are not done; when there is no next one, they wait for each other. */
  remaining(): string[];
}

/**
 * @param outputs the output nodes that were asked for
 * @param isCached whether a node's result is there already, so that its ancestors need not run
 */
export function planExecution(
  graph: Graph,
  outputs: readonly string[],
  isCached: (nodeId: string) => boolean,
  isOutputNode: (nodeId: string) => boolean,
): ExecutionOrder {
  const waitingFor = new Map<string, number>();
  const followers = new Map<string, Set<string>>();

  function add(start: string): void {
    const stack = [start];
    const links: [from: string, to: string][] = [];
    for (let nodeId = stack.pop(); nodeId !== undefined; nodeId = stack.pop()) {
      if (waitingFor.has(nodeId)) continue;
      waitingFor.set(nodeId, 0);
      followers.set(nodeId, new Set());
      for (const value of Object.values(own(graph, nodeId)?.inputs ?? {})) {
        if (!isLink(value) || isCached(value[0])) continue;
        stack.push(value[0]);
        links.push([value[0], nodeId]);
      }
    }
    for (const [from, to] of links) {
      const known = followers.get(from);
      if (known === undefined || known.has(to)) continue;
      known.add(to);
      waitingFor.set(to, (waitingFor.get(to) ?? 0) + 1);
    }
  }

  function pick(ready: readonly string[]): string | undefined {
    const after = (nodeId: string): string[] => [...(followers.get(nodeId) ?? [])];
    return (
      ready.find(isOutputNode) ??
      ready.find((nodeId) => after(nodeId).some(isOutputNode)) ??
      ready.find((nodeId) => after(nodeId).some((next) => after(next).some(isOutputNode))) ??
      ready[0]
    );
  }

  for (const nodeId of outputs) add(nodeId);
  return {
    next() {
      const ready = [...waitingFor].filter(([, count]) => count === 0).map(([nodeId]) => nodeId);
      return pick(ready) ?? null;
    },
    complete(nodeId) {
      waitingFor.delete(nodeId);
      for (const next of followers.get(nodeId) ?? []) {
        waitingFor.set(next, (waitingFor.get(next) ?? 1) - 1);
      }
      followers.delete(nodeId);
    },
    remaining: () => [...waitingFor.keys()],
  };
}
