/** The name of what a graph does: equal graphs have equal ids, whoever sent them. */
import { createHash } from 'node:crypto';

import type { Graph } from '@/lib/domain/prompt-run';
import { isRawInteger } from '@/lib/kernel/exact-json';

/** @returns the hex SHA-256 of the graph's classes and inputs in canonical JSON, without titles */
export function workflowIdOf(graph: Graph): string {
  const essential = Object.fromEntries(
    Object.entries(graph).map(([nodeId, { class_type, inputs }]) => [
      nodeId,
      { class_type, inputs },
    ]),
  );
  return createHash('sha256').update(canonicalJson(essential)).digest('hex');
}

/** JSON with the keys of every object in order. */
function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null || isRawInteger(value)) {
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join()}]`;
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`);
  return `{${members.join()}}`;
}
