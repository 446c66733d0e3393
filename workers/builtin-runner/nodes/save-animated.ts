/** Nodes that write a batch as one moving picture. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import type { InputSpec, NodeContext, NodeDefinition, NodeResult } from '../engine/node-definition';
import type { NodeInputs } from '../engine/node-inputs';
import { encodeApng, encodeWebp, type Animation } from '../files/animations';
import { resolveSavePath } from '../files/save-path';
import { pictureBytes, savedTexts } from './save-image';
import { IMAGE, SAVED_WITH } from './specs';

const PREFIX: InputSpec = ['STRING', { default: 'ComfyUI' }];
const FPS: InputSpec = ['FLOAT', { default: 6.0, min: 0.01, max: 1000.0, step: 0.01 }];
const EFFORTS: Readonly<Record<string, number>> = { default: 4, fastest: 0, slowest: 6 };

const saves = {
  category: 'image/animation',
  module: 'comfy_extras.nodes_images',
  outputs: [],
  outputNode: true,
} satisfies Partial<NodeDefinition>;

async function saveAnimation(
  inputs: NodeInputs,
  context: NodeContext,
  { extension, alwaysAnimated }: { extension: string; alwaysAnimated: boolean },
  encode: (animation: Animation) => Promise<Buffer>,
): Promise<NodeResult> {
  const images = inputs.image('images');
  const prefix = inputs.text('filename_prefix');
  const target = await resolveSavePath(context.folders.output, prefix, images);
  const frames = Array.from({ length: images.batch }, (_, index) => pictureBytes(images, index));
  const frameMs = Math.trunc(1000 / inputs.number('fps'));
  const file = await encode({ frames, frameMs, texts: savedTexts(context) });
  const filename = `${target.stem}_${String(target.counter).padStart(5, '0')}_.${extension}`;
  await writeFile(path.join(target.folder, filename), file);
  const saved = { filename, subfolder: target.subfolder, type: 'output' };
  return { outputs: [], ui: { images: [saved], animated: [alwaysAnimated || frames.length > 1] } };
}

export const saveAnimatedWebp: NodeDefinition = {
  ...saves,
  name: 'SaveAnimatedWEBP',
  displayName: 'SaveAnimatedWEBP',
  inputs: {
    required: {
      images: IMAGE,
      filename_prefix: PREFIX,
      fps: FPS,
      lossless: ['BOOLEAN', { default: true }],
      quality: ['INT', { default: 80, min: 0, max: 100 }],
      method: [Object.keys(EFFORTS)],
    },
    hidden: SAVED_WITH,
  },
  run: (inputs, context) =>
    saveAnimation(inputs, context, { extension: 'webp', alwaysAnimated: false }, (animation) =>
      encodeWebp(animation, {
        lossless: inputs.flag('lossless'),
        quality: inputs.number('quality'),
        effort: EFFORTS[inputs.text('method')] ?? 4,
      }),
    ),
};

export const saveAnimatedPng: NodeDefinition = {
  ...saves,
  name: 'SaveAnimatedPNG',
  displayName: 'SaveAnimatedPNG',
  inputs: {
    required: {
      images: IMAGE,
      filename_prefix: PREFIX,
      fps: FPS,
      compress_level: ['INT', { default: 4, min: 0, max: 9 }],
    },
    hidden: SAVED_WITH,
  },
  run: (inputs, context) =>
    saveAnimation(inputs, context, { extension: 'png', alwaysAnimated: true }, (animation) =>
      encodeApng(animation, inputs.number('compress_level')),
    ),
};
