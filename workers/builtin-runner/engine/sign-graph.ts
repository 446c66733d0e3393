/** Cache keys: what a node is, its constants, and the same of everything above it. */
import { createHash } from 'node:crypto';

import type { NodeDefinition } from './node-definition';
import { isLink, own, type Graph, type GraphNode, type Link } from './values';

function linksOf(node: GraphNode | undefined): Link[] {
  return Object.values(node?.inputs ?? {}).filter(isLink);
}

/** Node ids such that each comes after those it is linked to; nodes in cycles come in any order. */
function ancestorsFirst(graph: Graph): string[] {
  const order: string[] = [];
  const seen = new Set<string>();
  const stack = Object.keys(graph).reverse();
  const leaving = new Set<string>();
  for (let nodeId = stack.at(-1); nodeId !== undefined; nodeId = stack.at(-1)) {
    if (leaving.has(nodeId) || seen.has(nodeId)) {
      stack.pop();
      if (leaving.delete(nodeId)) order.push(nodeId);
      continue;
    }
    seen.add(nodeId);
    leaving.add(nodeId);
    for (const [above] of linksOf(own(graph, nodeId))) if (!seen.has(above)) stack.push(above);
  }
  return order;
}

/**
 * The cache keys of all nodes of a graph, equal for equal work whatever the nodes' ids. A node in
 * a cycle, or linked to a node that is not there, has none.
 * @param fingerprints by node id, of what is not in the graph, such as a file's content
 */
export function signGraph(
  graph: Graph,
  nodes: ReadonlyMap<string, NodeDefinition>,
  fingerprints: ReadonlyMap<string, string>,
): Map<string, string> {
  const keys = new Map<string, string>();
  for (const nodeId of ancestorsFirst(graph)) {
    const node = own(graph, nodeId);
    if (node === undefined || !linksOf(node).every(([above]) => keys.has(above))) continue;
    const parts: unknown[] = [node.class_type, fingerprints.get(nodeId) ?? null];
    const hidden = nodes.get(node.class_type)?.inputs.hidden ?? {};
    if (Object.values(hidden).includes('UNIQUE_ID')) parts.push(nodeId);
    for (const name of Object.keys(node.inputs).sort()) {
      const value = node.inputs[name];
      parts.push(
        isLink(value) ? [name, 'from', keys.get(value[0]), value[1]] : [name, 'is', value],
      );
    }
    keys.set(nodeId, createHash('sha256').update(JSON.stringify(parts)).digest('base64'));
  }
  return keys;
}
