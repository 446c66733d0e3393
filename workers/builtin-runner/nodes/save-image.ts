/** Nodes that write pictures: to the tenant's outputs, or to its temporary files for a look. */
import { randomInt } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import type { NodeContext, NodeDefinition, NodeResult } from '../engine/node-definition';
import { encodePng, type RawPicture } from '../files/png';
import { pythonJson } from '../files/python-json';
import { resolveSavePath } from '../files/save-path';
import { pictureLength, type Pixels } from '../pixels/pixels';
import { toByte } from '../pixels/python-numbers';
import { IMAGE, MASK, SAVED_WITH } from './specs';

/** Picture `index` of a batch in 8 bits. */
export function pictureBytes(images: Pixels, index: number): RawPicture {
  const length = pictureLength(images);
  const bytes = new Uint8Array(length);
  const offset = index * length;
  for (let at = 0; at < length; at += 1) bytes[at] = toByte(images.data[offset + at] as number);
  return {
    width: images.width,
    height: images.height,
    channels: images.channels as RawPicture['channels'],
    bytes,
  };
}

/** What is written into a picture's file: the graph, and what the client wants kept with it. */
export function savedTexts(context: NodeContext): [string, string][] {
  const texts: [string, string][] = [['prompt', pythonJson(context.graph)]];
  for (const [name, value] of Object.entries(context.extraPngInfo ?? {})) {
    if (/^[\x20-\x7e]{1,79}$/.test(name)) texts.push([name, pythonJson(value)]);
  }
  return texts;
}

interface SaveOptions {
  readonly type: 'output' | 'temp';
  readonly prefix: string;
  readonly compressionLevel: number;
}

/** Writes each picture of the batch as a PNG file of its own. */
async function savePictures(
  images: Pixels,
  context: NodeContext,
  { type, prefix, compressionLevel }: SaveOptions,
): Promise<NodeResult> {
  const target = await resolveSavePath(context.folders[type], prefix, images);
  const texts = savedTexts(context);
  const saved: object[] = [];
  for (let index = 0; index < images.batch; index += 1) {
    await context.checkpoint();
    const counter = String(target.counter + index).padStart(5, '0');
    const filename = `${target.stem.replaceAll('%batch_num%', String(index))}_${counter}_.png`;
    const png = await encodePng(pictureBytes(images, index), compressionLevel, texts);
    await writeFile(path.join(target.folder, filename), png);
    saved.push({ filename, subfolder: target.subfolder, type });
  }
  return { outputs: [], ui: { images: saved } };
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** Five letters that a preview node keeps, so that its files do not meet another node's. */
function previewPrefix(context: NodeContext): string {
  const letters = context.keep(() =>
    Array.from({ length: 5 }, () => LETTERS[randomInt(LETTERS.length)]).join(''),
  );
  return `ComfyUI_temp_${letters}`;
}

const saves = {
  outputs: [],
  outputNode: true,
  description: 'Saves the input images to your ComfyUI output directory.',
} satisfies Partial<NodeDefinition>;

export const saveImage: NodeDefinition = {
  ...saves,
  name: 'SaveImage',
  displayName: 'Save Image',
  category: 'image',
  module: 'nodes',
  inputs: {
    required: {
      images: ['IMAGE', { tooltip: 'The images to save.' }],
      filename_prefix: [
        'STRING',
        {
          default: 'ComfyUI',
          tooltip:
            'The prefix for the file to save. This may include formatting information such as ' +
            '%date:yyyy-MM-dd% or %Empty Latent Image.width% to include values from nodes.',
        },
      ],
    },
    hidden: SAVED_WITH,
  },
  run: (inputs, context) =>
    savePictures(inputs.image('images'), context, {
      type: 'output',
      prefix: inputs.text('filename_prefix'),
      compressionLevel: 4,
    }),
};

export const previewImage: NodeDefinition = {
  ...saves,
  name: 'PreviewImage',
  displayName: 'Preview Image',
  category: 'image',
  module: 'nodes',
  inputs: { required: { images: IMAGE }, hidden: SAVED_WITH },
  run: (inputs, context) =>
    savePictures(inputs.image('images'), context, {
      type: 'temp',
      prefix: previewPrefix(context),
      compressionLevel: 1,
    }),
};

/** A mask as a grey picture. */
export function maskToImage(mask: Pixels): Pixels {
  const data = new Float32Array(mask.data.length * 3);
  for (let index = 0; index < mask.data.length; index += 1) {
    data.fill(mask.data[index] as number, index * 3, index * 3 + 3);
  }
  return { ...mask, kind: 'image', channels: 3, data };
}

export const maskPreview: NodeDefinition = {
  ...saves,
  name: 'MaskPreview',
  displayName: 'MaskPreview',
  category: 'mask',
  module: 'comfy_extras.nodes_mask',
  inputs: { required: { mask: MASK }, hidden: SAVED_WITH },
  run: (inputs, context) =>
    savePictures(maskToImage(inputs.mask('mask')), context, {
      type: 'temp',
      prefix: previewPrefix(context),
      compressionLevel: 4,
    }),
};
