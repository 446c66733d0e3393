/** From what a client posted as `prompt` to a graph that is at least well formed. */
import type { Graph } from '@/lib/domain/prompt-run';

import { definitionOf, type ObjectInfo } from '../object-info';
import { promptError, type PromptError } from '../prompt-error';

/** Far more than people connect; each costs time here and a message when it runs. */
const NODES_MAX = 5_000;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Copies the graph with only the fields that nodes have. A client's `is_changed` would replace what
 * a runner finds out itself and give access to another user's cached results. One malformed node,
 * connected or not, would end a stock ComfyUI's worker thread, so all nodes are checked.
 */
export function readGraph(
  prompt: unknown,
  definitions: ObjectInfo,
): { readonly graph: Graph } | { readonly error: PromptError } {
  if (!isObject(prompt)) {
    return {
      error: promptError(
        'invalid_prompt',
        'Cannot execute because the prompt is not an object of nodes by their ids.',
      ),
    };
  }
  const count = Object.keys(prompt).length;
  if (count > NODES_MAX) {
    const message = `Cannot execute because the graph has ${count} nodes; the limit is ${NODES_MAX}.`;
    return { error: promptError('invalid_prompt', message) };
  }
  const nodes: [string, Graph[string]][] = [];
  for (const [nodeId, posted] of Object.entries(prompt)) {
    const error = nodeError(nodeId, posted, definitions);
    if (error !== null) return { error };
    const { class_type, inputs, _meta } = posted as Graph[string];
    const meta = isObject(_meta) ? { _meta } : {};
    nodes.push([nodeId, { class_type, inputs: copyOf(inputs), ...meta }]);
  }
  return { graph: Object.fromEntries(nodes) };
}

/** By way of entries, so that a key such as `__proto__` stays a key. */
function copyOf(inputs: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(inputs));
}

function nodeError(nodeId: string, posted: unknown, definitions: ObjectInfo): PromptError | null {
  const node = isObject(posted) ? posted : {};
  const { class_type: classType, inputs, _meta: meta } = node;
  const title = isObject(meta) && typeof meta['title'] === 'string' ? meta['title'] : null;
  const details = `Node ID '#${nodeId}'`;
  const facts = { node_id: nodeId, class_type: classType ?? null, node_title: title };
  const name = title ?? `#${nodeId}`;
  if (classType === undefined) {
    const message = `Cannot execute because node ${name} is missing the class_type property.`;
    return promptError('missing_node_type', message, details, facts);
  }
  if (definitionOf(definitions, classType) === undefined) {
    const type = typeof classType === 'string' ? classType : JSON.stringify(classType);
    const message = `Cannot execute because node ${type} does not exist.`;
    return promptError('missing_node_type', message, details, facts);
  }
  if (!isObject(inputs)) {
    const message = `Cannot execute because node ${name} has no inputs object.`;
    return promptError('invalid_prompt', message, details, facts);
  }
  return null;
}
