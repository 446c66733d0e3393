/** What a node's result depends on besides the graph, such as the content of a file. */
import { randomUUID } from 'node:crypto';

import type { TenantFolders } from '../files/tenant-folders';
import type { NodeDefinition } from './node-definition';
import { createNodeInputs } from './node-inputs';
import { isLink, type Graph, type Value } from './values';

/**
 * By node id. Always computed here: a value that came with the graph would let a sender name
 * another content. Where it cannot be computed the result is never taken from the cache.
 */
export async function fingerprintNodes(
  graph: Graph,
  nodes: ReadonlyMap<string, NodeDefinition>,
  folders: TenantFolders,
): Promise<Map<string, string>> {
  const fingerprints = new Map<string, string>();
  for (const [nodeId, node] of Object.entries(graph)) {
    const fingerprint = nodes.get(node.class_type)?.fingerprint;
    if (fingerprint === undefined) continue;
    const constants = Object.entries(node.inputs).filter(([, value]) => !isLink(value));
    const inputs = createNodeInputs(Object.fromEntries(constants) as Record<string, Value>);
    const value = await fingerprint(inputs, folders).catch(() => randomUUID());
    fingerprints.set(nodeId, value);
  }
  return fingerprints;
}
