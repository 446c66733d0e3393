/** Batches of pictures: joining, picking, repeating, regrouping. */
import { NodeError } from '../engine/errors';
import type { NodeDefinition } from '../engine/node-definition';
import { isPixels } from '../engine/values';
import { concatBatch, repeatToBatch, sliceBatch, type Pixels } from '../pixels/pixels';
import { scalePixels } from '../pixels/scale';
import { assertFits } from './basic-images';
import { IMAGE, imageOut, NEW_IMAGE } from './specs';

const MODULE = 'comfy_extras.nodes_images';

function assertSameChannels(first: Pixels, second: Pixels): void {
  if (first.channels === second.channels) return;
  throw new NodeError(
    'Sizes of tensors must match except in dimension 0. ' +
      `Expected size ${first.channels} but got size ${second.channels} for tensor number 1 in the list.`,
    'RuntimeError',
  );
}

export const imageBatch: NodeDefinition = {
  name: 'ImageBatch',
  displayName: 'Batch Images',
  category: 'image',
  module: 'nodes',
  inputs: { required: { image1: IMAGE, image2: IMAGE } },
  outputs: [imageOut],
  async run(inputs, context) {
    const first = inputs.image('image1');
    const given = inputs.image('image2');
    assertSameChannels(first, given);
    const options = { method: 'bilinear', crop: 'center' } as const;
    const second = await scalePixels(given, first, options, context.checkpoint);
    return { outputs: [concatBatch([first, second])] };
  },
};

export const imageFromBatch: NodeDefinition = {
  name: 'ImageFromBatch',
  displayName: 'ImageFromBatch',
  category: 'image/batch',
  module: MODULE,
  inputs: {
    required: {
      image: IMAGE,
      batch_index: ['INT', { default: 0, min: 0, max: 4095 }],
      length: ['INT', { default: 1, min: 1, max: 4096 }],
    },
  },
  outputs: [imageOut],
  run(inputs) {
    const image = inputs.image('image');
    const start = Math.min(image.batch - 1, inputs.number('batch_index'));
    const count = Math.min(image.batch - start, inputs.number('length'));
    return { outputs: [sliceBatch(image, start, count)] };
  },
};

export const repeatImageBatch: NodeDefinition = {
  name: 'RepeatImageBatch',
  displayName: 'RepeatImageBatch',
  category: 'image/batch',
  module: MODULE,
  inputs: {
    required: { image: IMAGE, amount: ['INT', { default: 1, min: 1, max: 4096 }] },
  },
  outputs: [imageOut],
  run(inputs) {
    const image = inputs.image('image');
    const batch = image.batch * inputs.number('amount');
    assertFits(batch, image.height, image.width, image.channels);
    return { outputs: [repeatToBatch(image, batch)] };
  },
};

export const rebatchImages: NodeDefinition = {
  name: 'RebatchImages',
  displayName: 'Rebatch Images',
  category: 'image/batch',
  module: 'comfy_extras.nodes_rebatch',
  newStyle: true,
  takesLists: true,
  inputs: {
    required: {
      images: NEW_IMAGE,
      batch_size: ['INT', { default: 1, min: 1, max: 4096 }],
    },
  },
  outputs: [{ ...imageOut, isList: true }],
  run(inputs) {
    const singles = inputs
      .list('images')
      .filter(isPixels)
      .flatMap((image) =>
        Array.from({ length: image.batch }, (_, index) => sliceBatch(image, index, 1)),
      );
    const size = Number(inputs.list('batch_size')[0]);
    const groups: Pixels[] = [];
    for (let start = 0; start < singles.length; start += size) {
      groups.push(concatBatch(singles.slice(start, start + size)));
    }
    return { outputs: [groups] };
  },
};
