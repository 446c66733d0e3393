/** Which files a posted graph may name, found by looking at every text in its inputs. */
import { parseFileReference, referenceKey, type FileReference } from './file-reference';
import {
  choicesOf,
  definitionOf,
  type InputSpec,
  type NodeDefinition,
  type ObjectInfo,
} from './object-info';

/** Longer texts are prompts, not names. */
const NAME_MAX_LENGTH = 600;
const REFERENCES_MAX = 5_000;
const DEPTH_MAX = 8;

/**
 * File names can stand in any node's text inputs, also of classes nobody has heard of, and inside
 * lists. Left out is what the definitions say to be something else. Most of what is returned names
 * nothing: the caller's files decide.
 */
export function listFileReferences(prompt: unknown, definitions: ObjectInfo): FileReference[] {
  const found = new Map<string, FileReference>();
  for (const node of valuesOf(prompt)) {
    if (typeof node !== 'object' || node === null || !('inputs' in node)) continue;
    const definition = definitionOf(definitions, 'class_type' in node ? node.class_type : null);
    const { inputs } = node;
    const isObject = typeof inputs === 'object' && inputs !== null;
    for (const [name, value] of isObject ? Object.entries(inputs) : []) {
      if (isLink(prompt, value)) continue;
      if (!isSomethingElse(definition, name, value)) collect(value, 0, found);
    }
  }
  return [...found.values()];
}

/** `[node id, output slot]` */
function isLink(prompt: unknown, value: unknown): boolean {
  if (!Array.isArray(value) || value.length !== 2 || typeof value[1] !== 'number') return false;
  return typeof value[0] === 'string' && Object.hasOwn(prompt as object, value[0]);
}

/** One of a node's own choices, a text of several lines, or the beginning of names that it will write. */
function isSomethingElse(
  definition: NodeDefinition | undefined,
  name: string,
  value: unknown,
): boolean {
  if (definition === undefined) return false;
  if (name === 'filename_prefix') return definition.output_node;
  // Custom nodes describe themselves as they like.
  const input = definition.input as NodeDefinition['input'] | undefined;
  const spec: unknown = input?.required?.[name] ?? input?.optional?.[name];
  if (!Array.isArray(spec)) return false;
  const [type, given] = spec as unknown as InputSpec;
  const options = typeof given === 'object' ? given : {};
  return options['multiline'] === true || choicesOf(type, options)?.includes(value) === true;
}

function collect(value: unknown, depth: number, found: Map<string, FileReference>): void {
  if (found.size >= REFERENCES_MAX) return;
  if (typeof value !== 'string') {
    if (depth < DEPTH_MAX) for (const inner of valuesOf(value)) collect(inner, depth + 1, found);
    return;
  }
  if (value === '' || value.length > NAME_MAX_LENGTH || value.includes('\n')) return;
  const reference = parseFileReference(value);
  if (reference !== null) found.set(referenceKey(reference), reference);
}

function valuesOf(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}
