/**
 * Whether a graph gives the same result whenever it runs. Only classes that are known to are trusted:
 * ComfyUI's own ones, less those that read or write more than their inputs say, and our generators.
 */
import type { Graph } from '@/lib/domain/prompt-run';

import { definitionOf, type ObjectInfo } from './object-info';

const CORE_MODULE = /^(nodes|comfy_extras\.\w+)$/;

/** Of other modules. */
const KNOWN = new Set(['AtelierGradient', 'AtelierNoise', 'AtelierTextImage']);

const UNTRUSTED = new Set([
  // They look into folders, or at what the browser has at that moment.
  'LoadImageSetNode',
  'LoadImageSetFromFolderNode',
  'LoadImageTextSetFromFolderNode',
  'LoadImageOutput',
  'Load3D',
  'Load3DAnimation',
  'WebcamCapture',
  'RecordAudio',
  // It chooses where to begin by chance.
  'WanTrackToVideo',
  // They send or write what is no result in the store.
  'SaveImageWebsocket',
  'SaveLatent',
  'SaveLoRA',
  'TrainLoraNode',
]);
/** `CheckpointSave` and the like write models. */
const SAVES_MODELS = /Save$/;

export function isDeterministic(graph: Graph, definitions: ObjectInfo): boolean {
  return Object.values(graph).every(({ class_type: name }) => {
    if (KNOWN.has(name)) return true;
    const module = definitionOf(definitions, name)?.['python_module'];
    const isCore = typeof module === 'string' && CORE_MODULE.test(module);
    return isCore && !UNTRUSTED.has(name) && !SAVES_MODELS.test(name);
  });
}
