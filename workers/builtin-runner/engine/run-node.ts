/** One node, once for each item of the lists at its inputs. */
import { NodeError } from './errors';
import type { NodeContext, NodeDefinition, NodeUi } from './node-definition';
import { createNodeInputs } from './node-inputs';
import type { CachedResult } from './result-cache';
import { isLink, own, type GraphNode, type Value } from './values';

type Lists = Record<string, readonly Value[]>;

/**
 * The lists at a node's inputs. Inputs that the class does not have are left out.
 * @throws NodeError when a link leads to an output that is not there
 */
export function collectInputs(
  node: NodeDefinition,
  graphNode: GraphNode,
  results: ReadonlyMap<string, CachedResult>,
): Lists {
  const lists: Lists = {};
  const known = { ...node.inputs.required, ...node.inputs.optional };
  for (const [name, value] of Object.entries(graphNode.inputs)) {
    if (own(known, name) === undefined) continue;
    if (!isLink(value)) {
      lists[name] = [value as Value];
      continue;
    }
    const list = results.get(value[0])?.outputs.at(value[1]);
    if (list === undefined) throw new NodeError(`Input ${name} has no value`, 'IndexError');
    lists[name] = list;
  }
  return lists;
}

function mergeUi(parts: readonly (NodeUi | undefined)[]): NodeUi | null {
  const given = parts.filter((part) => part !== undefined);
  const first = given[0];
  if (first === undefined) return null;
  return Object.fromEntries(
    Object.keys(first).map((key) => [key, given.flatMap((part) => part[key] ?? [])]),
  );
}

/** Calls the node as often as its longest input list is long; shorter lists repeat their last. */
export async function runNode(
  node: NodeDefinition,
  lists: Lists,
  context: NodeContext,
): Promise<CachedResult> {
  const calls: Record<string, Value>[] = [];
  if (node.takesLists === true) {
    calls.push({ ...lists });
  } else {
    const length = Math.max(1, ...Object.values(lists).map((list) => list.length));
    if (Object.values(lists).some((list) => list.length === 0)) return emptyResult(node);
    for (let index = 0; index < length; index += 1) {
      const items = Object.entries(lists).map(([name, list]) => [
        name,
        list[Math.min(index, list.length - 1)] as Value,
      ]);
      calls.push(Object.fromEntries(items) as Record<string, Value>);
    }
  }
  const outputs: Value[][] = node.outputs.map(() => []);
  const uis: (NodeUi | undefined)[] = [];
  for (const inputs of calls) {
    await context.checkpoint();
    const result = await node.run(createNodeInputs(inputs), context);
    uis.push(result.ui);
    node.outputs.forEach((output, slot) => {
      const value = result.outputs[slot] ?? null;
      if (output.isList === true) outputs[slot]?.push(...(value as readonly Value[]));
      else outputs[slot]?.push(value);
    });
  }
  return { outputs, ui: mergeUi(uis) };
}

function emptyResult(node: NodeDefinition): CachedResult {
  return { outputs: node.outputs.map(() => []), ui: null };
}
