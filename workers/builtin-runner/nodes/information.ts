/** Nodes that tell something about what they are given. */
import { pythonFloat } from '@/lib/comfy/validation/python-text';
import { isRawInteger } from '@/lib/kernel/exact-json';

import type { NodeDefinition } from '../engine/node-definition';
import { isPixels, type Value } from '../engine/values';
import { pythonJson } from '../files/python-json';
import { IMAGE } from './specs';

export const getImageSize: NodeDefinition = {
  name: 'GetImageSize',
  displayName: 'Get Image Size',
  category: 'image',
  module: 'comfy_extras.nodes_images',
  description: 'Returns width and height of the image, and passes it through unchanged.',
  inputs: { required: { image: IMAGE }, hidden: { unique_id: 'UNIQUE_ID' } },
  outputs: [
    { type: 'INT', name: 'width' },
    { type: 'INT', name: 'height' },
    { type: 'INT', name: 'batch_size' },
  ],
  run(inputs, context) {
    const { width, height, batch } = inputs.image('image');
    context.text(`width: ${width}, height: ${height}\n batch size: ${batch}`);
    return { outputs: [width, height, batch] };
  },
};

/** A value as a text. @param isFloat whether a number came from an output of that type */
export function describeValue(value: Value | undefined, isFloat: boolean): string {
  if (value === undefined || value === null) return 'None';
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return isFloat ? pythonFloat(value) : String(value);
  if (isRawInteger(value)) return value.rawJSON;
  if (!isPixels(value)) return pythonJson(value);
  const { kind, batch, width, height, channels } = value;
  return `${kind}: batch of ${batch}, ${width} × ${height}, ${channels} channels`;
}

export const previewAny: NodeDefinition = {
  name: 'PreviewAny',
  displayName: 'Preview Any',
  category: 'utils',
  module: 'comfy_extras.nodes_preview_any',
  inputs: { required: { source: ['*', {}] } },
  outputs: [],
  outputNode: true,
  run(inputs, context) {
    const isFloat = context.linkedType('source') === 'FLOAT';
    return { outputs: [], ui: { text: [describeValue(inputs.any('source'), isFloat)] } };
  },
};
