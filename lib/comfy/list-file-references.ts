/** Which files a posted graph may name, found by looking at every text in its inputs. */
import { parseFileReference, referenceKey, type FileReference } from './file-reference';

/** Longer texts are prompts, not names. */
const NAME_MAX_LENGTH = 600;
const REFERENCES_MAX = 5_000;
const DEPTH_MAX = 8;

/**
 * File names can stand in any node's text inputs, also of classes nobody has heard of, and inside
 * lists. Most of what is returned names nothing: the caller's files decide.
 */
export function listFileReferences(prompt: unknown): FileReference[] {
  const found = new Map<string, FileReference>();
  for (const node of valuesOf(prompt)) {
    if (typeof node === 'object' && node !== null && 'inputs' in node)
      collect(node.inputs, 0, found);
  }
  return [...found.values()];
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
