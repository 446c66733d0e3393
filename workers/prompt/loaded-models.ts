/** Which models a runner most likely still has in memory: the files of its last runs. */
import { listModelFiles } from '@/lib/comfy/model-files';
import type { Graph } from '@/lib/domain/prompt-run';

const MODELS_MAX = 16;

export interface LoadedModels {
  /** A prompt began to execute. */
  note(graph: Graph): void;
  /** The latest first. */
  list(): readonly string[];
  /** A new runner has loaded nothing. */
  forget(): void;
}

export function createLoadedModels(): LoadedModels {
  let names: readonly string[] = [];
  return {
    note(graph) {
      const latest = listModelFiles(graph);
      names = [...latest, ...names.filter((name) => !latest.includes(name))].slice(0, MODELS_MAX);
    },
    list: () => names,
    forget() {
      names = [];
    },
  };
}
