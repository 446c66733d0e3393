/** What differs between two graphs, input by input. */
import { inputText, type ItemGraph } from '../use-graph';

export interface Difference {
  /** Node ids may differ where a node was made anew; then both are named. */
  readonly node: string;
  readonly input: string;
  /** Null: it is not there, or comes from another node. */
  readonly first: string | null;
  readonly second: string | null;
}

interface Node {
  readonly id: string;
  readonly title: string;
  readonly type: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/** @returns differing inputs in the order of the first graph's nodes; links are not compared */
export function diffGraphs(first: ItemGraph, second: ItemGraph): Difference[] {
  const rest = nodesOf(second);
  const differences: Difference[] = [];
  for (const node of nodesOf(first)) {
    const twin = takeTwin(node, rest);
    differences.push(...diffNodes(node, twin));
  }
  for (const node of rest) differences.push(...diffNodes(null, node));
  return differences;
}

function nodesOf(graph: ItemGraph): Node[] {
  return Object.entries(graph).map(([id, { class_type, inputs, _meta }]) => ({
    ...{ id, inputs, type: class_type },
    title: _meta?.title ?? class_type,
  }));
}

/** The node of the same id and class, or else the first one left of that class. */
function takeTwin({ id, type }: Node, rest: Node[]): Node | null {
  const same = rest.findIndex((node) => node.id === id && node.type === type);
  const index = same < 0 ? rest.findIndex((node) => node.type === type) : same;
  return index < 0 ? null : (rest.splice(index, 1)[0] ?? null);
}

function diffNodes(first: Node | null, second: Node | null): Difference[] {
  const names = new Set([
    ...Object.keys(first?.inputs ?? {}),
    ...Object.keys(second?.inputs ?? {}),
  ]);
  const node = first ?? second;
  const differences = [...names].flatMap((input): Difference[] => {
    const [a, b] = [textOf(first, input), textOf(second, input)];
    return a === b ? [] : [{ node: node?.title ?? '', input, first: a, second: b }];
  });
  if (differences.length > 0 || (first !== null && second !== null)) return differences;
  // A node without values of its own that only one of them has.
  const has = (one: Node | null): string | null => (one === null ? null : one.type);
  return [{ node: node?.title ?? '', input: '', first: has(first), second: has(second) }];
}

function textOf(node: Node | null, input: string): string | null {
  const value = node?.inputs[input];
  return value === undefined ? null : inputText(value);
}
