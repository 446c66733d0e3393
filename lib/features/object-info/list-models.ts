/**
 * Which models a pool has, read from the lists of the loaders' definitions: the gateway never asks a
 * runner, and a model that no loader lists cannot be used in a graph anyway.
 */
import { choicesOf, definitionOf } from '@/lib/comfy/object-info';

import type { MergedObjectInfo } from './read-object-info';

/** Folder → class and input whose list holds the folder's files. */
const LOADERS: Readonly<Record<string, readonly [classType: string, input: string]>> = {
  checkpoints: ['CheckpointLoaderSimple', 'ckpt_name'],
  loras: ['LoraLoader', 'lora_name'],
  vae: ['VAELoader', 'vae_name'],
  text_encoders: ['CLIPLoader', 'clip_name'],
  diffusion_models: ['UNETLoader', 'unet_name'],
  clip_vision: ['CLIPVisionLoader', 'clip_name'],
  style_models: ['StyleModelLoader', 'style_model_name'],
  controlnet: ['ControlNetLoader', 'control_net_name'],
  upscale_models: ['UpscaleModelLoader', 'model_name'],
  gligen: ['GLIGENLoader', 'gligen_name'],
  hypernetworks: ['HypernetworkLoader', 'hypernetwork_name'],
  photomaker: ['PhotoMakerLoader', 'photomaker_model_name'],
};

/** Folder names that have a loader in the pool. */
export function listModelFolders({ definitions }: MergedObjectInfo): string[] {
  return Object.entries(LOADERS)
    .filter(([, [classType]]) => Object.hasOwn(definitions, classType))
    .map(([folder]) => folder);
}

/** @returns null for a folder without a loader */
export function listModels({ definitions }: MergedObjectInfo, folder: string): string[] | null {
  const [classType, input] = (Object.hasOwn(LOADERS, folder) ? LOADERS[folder] : undefined) ?? [];
  const definition = definitionOf(definitions, classType);
  if (definition === undefined || input === undefined) return null;
  const [type = '', options = {}] = definition.input.required?.[input] ?? [];
  return (choicesOf(type, options) ?? []).filter((choice) => typeof choice === 'string');
}
