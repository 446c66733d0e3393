/** The name of what a graph does: equal graphs have equal ids, whoever sent them. */
import { createHash } from 'node:crypto';

import type { Graph } from '@/lib/domain/prompt-run';
import { isRawInteger } from '@/lib/kernel/exact-json';

/**
 * Inputs that the editor adds for its own players and viewers. The nodes have none of that name and
 * never see them, and some change with each run: they are no part of what the graph does.
 */
const EDITOR_ONLY: Readonly<Record<string, string>> = {
  SaveGLB: 'image',
  Preview3D: 'image',
  Preview3DAnimation: 'image',
  SaveAudio: 'audioUI',
  SaveAudioMP3: 'audioUI',
  SaveAudioOpus: 'audioUI',
  PreviewAudio: 'audioUI',
  LoadAudio: 'audioUI',
};

/** @returns the hex SHA-256 of the graph's classes and inputs in canonical JSON, without titles */
export function workflowIdOf(graph: Graph): string {
  const essential = Object.fromEntries(
    Object.entries(graph).map(([nodeId, { class_type, inputs }]) => [
      nodeId,
      { class_type, inputs: withoutEditors(class_type, inputs) },
    ]),
  );
  return createHash('sha256').update(canonicalJson(essential)).digest('hex');
}

function withoutEditors(
  classType: string,
  inputs: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const added = EDITOR_ONLY[classType];
  if (added === undefined || !(added in inputs)) return inputs;
  return Object.fromEntries(Object.entries(inputs).filter(([name]) => name !== added));
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
