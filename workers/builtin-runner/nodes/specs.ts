/** Short forms for inputs and outputs that many nodes share. */
import type { InputSpec, OutputSpec } from '../engine/node-definition';

/** The largest width or height that ComfyUI's nodes accept. */
export const MAX_RESOLUTION = 16384;

export const IMAGE: InputSpec = ['IMAGE'];
export const MASK: InputSpec = ['MASK'];
/** Newer nodes always carry an options object. */
export const NEW_IMAGE: InputSpec = ['IMAGE', {}];
export const NEW_MASK: InputSpec = ['MASK', {}];

export const imageOut: OutputSpec = { type: 'IMAGE' };
export const maskOut: OutputSpec = { type: 'MASK' };

/** Hidden inputs of nodes that save pictures. */
export const SAVED_WITH = { prompt: 'PROMPT', extra_pnginfo: 'EXTRA_PNGINFO' };

/** A whole number of pixels. */
export function pixelCount(initial: number, min = 1, step: number | null = 1): InputSpec {
  return [
    'INT',
    { default: initial, min, max: MAX_RESOLUTION, ...(step === null ? {} : { step }) },
  ];
}

/** A choice in the newer style. */
export function combo(options: readonly string[]): InputSpec {
  return ['COMBO', { multiselect: false, options }];
}
