/** Which graph a person meets in the editor: their own last one, a starter, or one that made a picture. */
import { starterWorkflow } from '@/lib/domain/starter-graphs';

import type { ApiGraph, EditorWindow, Workflow } from './editor-window';

/**
 * The editor opens its default graph for people without drafts. That one needs models which nobody
 * may have here, and asks a server outside for them; ours runs on the runner at hand. It is made
 * when the editor reads it, which is after the runner's node classes are known.
 * @returns false when the editor's modules are not there yet, or have no such graph
 */
export function offerStarterGraph(editor: EditorWindow): boolean {
  const graph = editor.comfyAPI?.defaultGraph?.defaultGraph;
  if (graph === undefined) return false;
  let made: Workflow | null = null;
  const starter = (): Workflow =>
    (made ??= {
      ...starterWorkflow(new Set(Object.keys(editor.LiteGraph?.registered_node_types ?? {}))),
    });
  for (const key of Object.keys(graph)) {
    Object.defineProperty(graph, key, {
      configurable: true,
      enumerable: true,
      get: () => starter()[key],
    });
  }
  return true;
}

/** What `GET /api/generations/<id>/graph` answers. */
export interface GenerationGraph {
  /** As the editor saved it; null when a program submitted the graph. */
  readonly workflow: Workflow | null;
  readonly prompt: ApiGraph;
}

/**
 * Opens a graph in a tab of its own, beside the ones that are open.
 * @throws Error when the editor has not loaded
 */
export async function openGraph(
  editor: EditorWindow,
  { workflow, prompt }: GenerationGraph,
  name: string,
): Promise<void> {
  const { app } = editor;
  if (app === undefined) throw new Error('The editor has not loaded.');
  if (workflow === null) await app.loadApiJson(prompt, name);
  else await app.loadGraphData(workflow, true, true, name);
}
