/**
 * Checks a posted graph before it is queued, with ComfyUI's error types. A graph of any form gets
 * an answer; nothing that passes here can end the process.
 */
import type { TenantFolders } from '../files/tenant-folders';
import type { NodeDefinition } from './node-definition';
import { validateNode, type NodeProblem } from './validate-node';
import { isLink, own, type Graph, type GraphNode } from './values';

export interface PromptProblem {
  readonly type: string;
  readonly message: string;
  readonly details: string;
  readonly extra_info: Record<string, unknown>;
}

export interface NodeErrors {
  errors: NodeProblem[];
  dependent_outputs: string[];
  class_type: string;
}

export type Validation =
  | {
      readonly ok: true;
      readonly graph: Graph;
      readonly outputNodes: readonly string[];
      readonly nodeErrors: Record<string, NodeErrors>;
    }
  | {
      readonly ok: false;
      readonly error: PromptProblem;
      readonly nodeErrors: Record<string, NodeErrors>;
    };

const NODES_MAX = 10_000;

function refuse(type: string, message: string, details = ''): Validation {
  return { ok: false, error: { type, message, details, extra_info: {} }, nodeErrors: {} };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The graph's nodes, or what is wrong with one. Keys other than class and inputs are dropped. */
function readGraph(
  posted: unknown,
  nodes: ReadonlyMap<string, NodeDefinition>,
): Graph | Validation {
  if (!isRecord(posted)) return refuse('invalid_prompt', 'The prompt is not an object of nodes.');
  const ids = Object.keys(posted);
  if (ids.length > NODES_MAX) return refuse('invalid_prompt', 'The prompt has too many nodes.');
  const graph: [string, GraphNode][] = [];
  for (const nodeId of ids) {
    const details = `Node ID '#${nodeId}'`;
    const node = posted[nodeId];
    const say = (text: string): Validation =>
      refuse('invalid_prompt', `Cannot execute because ${text}`, details);
    if (!isRecord(node) || nodeId === '__proto__') return say('a node is not an object.');
    const { class_type: className, inputs } = node;
    if (typeof className !== 'string') {
      return say('a node is missing the class_type property.');
    }
    if (!nodes.has(className)) return say(`node ${className} does not exist.`);
    if (!isRecord(inputs)) return say('a node is missing its inputs.');
    graph.push([nodeId, { class_type: className, inputs: { ...inputs } }]);
  }
  return Object.fromEntries(graph);
}

/** All nodes above `start` and itself, those without links first; null when links form a cycle. */
function ancestry(graph: Graph, start: string): string[] | null {
  const order: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const stack = [start];
  for (let nodeId = stack.at(-1); nodeId !== undefined; nodeId = stack.at(-1)) {
    const links = Object.values(own(graph, nodeId)?.inputs ?? {})
      .filter(isLink)
      .map(([above]) => above)
      .filter((above) => own(graph, above) !== undefined);
    if (state.get(nodeId) === undefined) {
      state.set(nodeId, 'open');
      for (const above of links) {
        if (state.get(above) === 'open') return null;
        if (state.get(above) === undefined) stack.push(above);
      }
      continue;
    }
    stack.pop();
    if (state.get(nodeId) === 'done') continue;
    if (links.some((above) => state.get(above) === 'open')) return null;
    state.set(nodeId, 'done');
    order.push(nodeId);
  }
  return order;
}

/**
 * @param posted the body's `prompt`
 * @param targets the body's `partial_execution_targets`: only these outputs, or null for all
 */
export async function validatePrompt(
  posted: unknown,
  targets: readonly string[] | null,
  nodes: ReadonlyMap<string, NodeDefinition>,
  folders: TenantFolders,
): Promise<Validation> {
  const graph = readGraph(posted, nodes);
  if (isValidation(graph)) return graph;
  const outputs = Object.entries(graph)
    .filter(([, node]) => nodes.get(node.class_type)?.outputNode === true)
    .map(([nodeId]) => nodeId)
    .filter((nodeId) => targets === null || targets.includes(nodeId));
  if (outputs.length === 0) return refuse('prompt_no_outputs', 'Prompt has no outputs');

  const problems = new Map<string, NodeProblem[]>();
  const bad = new Set<string>();
  const nodeErrors: Record<string, NodeErrors> = {};
  const good: string[] = [];
  for (const output of outputs) {
    const order = ancestry(graph, output);
    if (order === null) {
      problems.set(output, [cycleProblem(output)]);
      bad.add(output);
    }
    for (const nodeId of order ?? []) {
      if (!problems.has(nodeId)) {
        const found = await validateNode(graph, nodeId, nodes, folders);
        problems.set(nodeId, found);
        if (found.length > 0) bad.add(nodeId);
      }
    }
    const faulty = (order ?? [output]).filter((nodeId) => bad.has(nodeId));
    if (faulty.length === 0) good.push(output);
    for (const nodeId of faulty) {
      const known = own(nodeErrors, nodeId) ?? {
        errors: problems.get(nodeId) ?? [],
        dependent_outputs: [],
        class_type: own(graph, nodeId)?.class_type ?? '',
      };
      known.dependent_outputs.push(output);
      nodeErrors[nodeId] = known;
    }
  }
  if (good.length > 0) return { ok: true, graph, outputNodes: good, nodeErrors };
  const details = outputs
    .flatMap((output) => problems.get(output) ?? [])
    .map((problem) => `${problem.message}: ${problem.details}`)
    .join('\n');
  const failed = refuse(
    'prompt_outputs_failed_validation',
    'Prompt outputs failed validation',
    details,
  );
  return { ...failed, nodeErrors };
}

function isValidation(value: Graph | Validation): value is Validation {
  return 'ok' in value && typeof value.ok === 'boolean';
}

function cycleProblem(nodeId: string): NodeProblem {
  return {
    type: 'exception_during_validation',
    message: 'Exception when validating node',
    details: 'The nodes above this one form a cycle.',
    extra_info: { exception_type: 'RecursionError', traceback: [], node_id: nodeId },
  };
}
