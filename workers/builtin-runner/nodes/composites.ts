/** Putting pictures onto each other, and transparency in and out. */
import { NodeError } from '../engine/errors';
import type { NodeDefinition } from '../engine/node-definition';
import { createImage, createMask, repeatToBatch, type Pixels } from '../pixels/pixels';
import { scalePixels } from '../pixels/scale';
import { IMAGE, imageOut, MASK, maskOut, NEW_IMAGE, NEW_MASK, pixelCount } from './specs';

const f = Math.fround;
const BILINEAR = { method: 'bilinear', crop: 'disabled' } as const;

/** The source with the destination's channels; channels that it lacks are not made up. */
export function matchChannels(destination: Pixels, source: Pixels): Pixels {
  if (source.channels === destination.channels) return source;
  if (source.channels < destination.channels) {
    throw new NodeError(
      `The size of tensor a (${destination.channels}) must match the size of tensor b ` +
        `(${source.channels}) at non-singleton dimension 3`,
      'RuntimeError',
    );
  }
  return takeChannels(source, destination.channels);
}

function takeChannels(source: Pixels, channels: number): Pixels {
  const { batch, width, height } = source;
  const result = createImage({ batch, width, height, channels });
  for (let pixel = 0; pixel < batch * width * height; pixel += 1) {
    const from = pixel * source.channels;
    result.data.set(source.data.subarray(from, from + channels), pixel * channels);
  }
  return result;
}

interface Placement {
  readonly x: number;
  readonly y: number;
  /** One weight a pixel of the source; null: the source covers. */
  readonly mask: Pixels | null;
}

function pasteMasked(destination: Pixels, source: Pixels, { x, y, mask }: Placement): Pixels {
  const result = { ...destination, data: Float32Array.from(destination.data) };
  const { width, height, channels, batch } = destination;
  const right = Math.min(x + source.width, width);
  const bottom = Math.min(y + source.height, height);
  for (let index = 0; index < batch; index += 1) {
    for (let row = y; row < bottom; row += 1) {
      for (let column = x; column < right; column += 1) {
        const place = (index * source.height + row - y) * source.width + column - x;
        const weight = mask === null ? 1 : (mask.data[place] as number);
        const rest = f(1 - weight);
        const target = ((index * height + row) * width + column) * channels;
        for (let channel = 0; channel < channels; channel += 1) {
          const above = f(weight * (source.data[place * channels + channel] as number));
          const below = f(rest * (result.data[target + channel] as number));
          result.data[target + channel] = above + below;
        }
      }
    }
  }
  return result;
}

export const imageCompositeMasked: NodeDefinition = {
  name: 'ImageCompositeMasked',
  displayName: 'ImageCompositeMasked',
  category: 'image',
  module: 'comfy_extras.nodes_mask',
  inputs: {
    required: {
      destination: IMAGE,
      source: IMAGE,
      x: pixelCount(0, 0),
      y: pixelCount(0, 0),
      resize_source: ['BOOLEAN', { default: false }],
    },
    optional: { mask: MASK },
  },
  outputs: [imageOut],
  async run(inputs, context) {
    const destination = inputs.image('destination');
    const given = matchChannels(destination, inputs.image('source'));
    const sized = inputs.flag('resize_source')
      ? await scalePixels(given, destination, BILINEAR, context.checkpoint)
      : given;
    const source = repeatToBatch(sized, destination.batch);
    const maskGiven = inputs.optionalMask('mask');
    const mask =
      maskGiven === null
        ? null
        : repeatToBatch(
            await scalePixels(maskGiven, source, BILINEAR, context.checkpoint),
            source.batch,
          );
    const [x, y] = [inputs.number('x'), inputs.number('y')];
    return { outputs: [pasteMasked(destination, source, { x, y, mask })] };
  },
};

export const joinImageWithAlpha: NodeDefinition = {
  name: 'JoinImageWithAlpha',
  displayName: 'Join Image with Alpha',
  category: 'mask/compositing',
  module: 'comfy_extras.nodes_compositing',
  newStyle: true,
  inputs: { required: { image: NEW_IMAGE, alpha: NEW_MASK } },
  outputs: [imageOut],
  async run(inputs, context) {
    const image = inputs.image('image');
    const mask = await scalePixels(inputs.mask('alpha'), image, BILINEAR, context.checkpoint);
    const batch = Math.min(image.batch, mask.batch);
    const { width, height, channels } = image;
    const result = createImage({ batch, width, height, channels: 4 });
    for (let pixel = 0; pixel < batch * width * height; pixel += 1) {
      const from = pixel * channels;
      result.data.set(image.data.subarray(from, from + 3), pixel * 4);
      result.data[pixel * 4 + 3] = 1 - (mask.data[pixel] as number);
    }
    return { outputs: [result] };
  },
};

export const splitImageWithAlpha: NodeDefinition = {
  name: 'SplitImageWithAlpha',
  displayName: 'Split Image with Alpha',
  category: 'mask/compositing',
  module: 'comfy_extras.nodes_compositing',
  newStyle: true,
  inputs: { required: { image: NEW_IMAGE } },
  outputs: [imageOut, maskOut],
  run(inputs) {
    const image = inputs.image('image');
    const mask = createMask(image.batch, image.height, image.width);
    for (let pixel = 0; image.channels > 3 && pixel < mask.data.length; pixel += 1) {
      mask.data[pixel] = 1 - (image.data[pixel * image.channels + 3] as number);
    }
    return { outputs: [takeChannels(image, 3), mask] };
  },
};
