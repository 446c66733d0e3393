/** What the parts of the validation share while they look at one graph. */
import type { Graph } from '@/lib/domain/prompt-run';

import type { FileReference } from '../file-reference';
import {
  definitionOf,
  type InputOptions,
  type InputType,
  type NodeDefinition,
  type ObjectInfo,
} from '../object-info';
import type { PromptError } from '../prompt-error';
import { PythonError } from './python-values';

/** Whether a file that a graph names is there. Only the caller's own files may be known to it. */
export type FileCheck = (file: FileReference) => boolean;

export interface Verdict {
  readonly valid: boolean;
  /** Empty for a node that is bad only because of what it depends on. */
  readonly errors: readonly PromptError[];
}

export interface ValidationContext {
  /** Nodes' inputs are replaced by the values that the node will get. */
  readonly graph: Graph;
  readonly definitions: ObjectInfo;
  readonly hasFile: FileCheck;
  /** By node id, in the order in which nodes were judged. */
  readonly verdicts: Map<string, Verdict>;
  /** The nodes that are being judged: each depends on the next. */
  readonly path: string[];
}

/** An input as it is judged: its name, its declared type, and what the graph gives it. */
export interface GivenInput {
  readonly name: string;
  readonly type: InputType;
  readonly options: InputOptions;
  readonly value: unknown;
}

/** @throws PythonError when the graph has no such node */
export function nodeAt(
  context: ValidationContext,
  nodeId: unknown,
): { node: Graph[string]; definition: NodeDefinition } {
  if (typeof nodeId === 'object' && nodeId !== null) {
    throw new PythonError('TypeError', "unhashable type: 'list'");
  }
  const node =
    typeof nodeId === 'string' && Object.hasOwn(context.graph, nodeId)
      ? context.graph[nodeId]
      : undefined;
  const definition = definitionOf(context.definitions, node?.class_type);
  if (node === undefined || definition === undefined) {
    throw new PythonError('KeyError', typeof nodeId === 'string' ? `'${nodeId}'` : String(nodeId));
  }
  return { node, definition };
}

/** The common part of what ComfyUI says about an input. */
export function inputFacts({ name, type, options }: GivenInput): Record<string, unknown> {
  return { input_name: name, input_config: [type, options] };
}
