/** Scaling to a longest side, and onto a ground of fixed size. */
import { NodeError } from '../engine/errors';
import type { NodeDefinition } from '../engine/node-definition';
import { createImage } from '../pixels/pixels';
import { roundHalfEven } from '../pixels/python-numbers';
import { isScaleMethod, scalePixels, type ScaleMethod } from '../pixels/scale';
import { assertFits, assertNotEmpty } from './basic-images';
import { IMAGE, imageOut, MAX_RESOLUTION, pixelCount } from './specs';
import { pasteInto } from './transforms';

/** ComfyUI lists one method twice; the list is part of the node's description. */
const LONGEST_SIDE_METHODS = [
  'area',
  'lanczos',
  'bilinear',
  'nearest-exact',
  'bilinear',
  'bicubic',
] as const;
const PAD_METHODS = ['area', 'bicubic', 'nearest-exact', 'bilinear', 'lanczos'] as const;

function methodNamed(name: string): ScaleMethod {
  if (!isScaleMethod(name)) throw new NodeError(`Unknown method ${name}`, 'ValueError');
  return name;
}

export const imageScaleToMaxDimension: NodeDefinition = {
  name: 'ImageScaleToMaxDimension',
  displayName: 'ImageScaleToMaxDimension',
  category: 'image/upscaling',
  module: 'comfy_extras.nodes_images',
  inputs: {
    required: {
      image: IMAGE,
      upscale_method: [LONGEST_SIDE_METHODS],
      largest_size: ['INT', { default: 512, min: 0, max: MAX_RESOLUTION, step: 1 }],
    },
  },
  outputs: [imageOut],
  async run(inputs, context) {
    const image = inputs.image('image');
    const longest = inputs.number('largest_size');
    const { width, height } = image;
    const size = {
      width: height > width ? roundHalfEven((width / height) * longest) : longest,
      height: width > height ? roundHalfEven((height / width) * longest) : longest,
    };
    assertNotEmpty(image, size);
    assertFits(image.batch, size.height, size.width, image.channels);
    const method = methodNamed(inputs.text('upscale_method'));
    const options = { method, crop: 'disabled' } as const;
    return { outputs: [await scalePixels(image, size, options, context.checkpoint)] };
  },
};

export const resizeAndPadImage: NodeDefinition = {
  name: 'ResizeAndPadImage',
  displayName: 'ResizeAndPadImage',
  category: 'image/transform',
  module: 'comfy_extras.nodes_images',
  inputs: {
    required: {
      image: IMAGE,
      target_width: pixelCount(512),
      target_height: pixelCount(512),
      padding_color: [['white', 'black']],
      interpolation: [PAD_METHODS],
    },
  },
  outputs: [imageOut],
  async run(inputs, context) {
    const image = inputs.image('image');
    const width = inputs.number('target_width');
    const height = inputs.number('target_height');
    assertFits(image.batch, height, width, image.channels);
    const scale = Math.min(width / image.width, height / image.height);
    const size = {
      width: Math.trunc(image.width * scale),
      height: Math.trunc(image.height * scale),
    };
    assertNotEmpty(image, size);
    const method = methodNamed(inputs.text('interpolation'));
    const options = { method, crop: 'disabled' } as const;
    const scaled = await scalePixels(image, size, options, context.checkpoint);
    const { batch, channels } = image;
    const padded = createImage({ batch, channels, width, height });
    padded.data.fill(inputs.text('padding_color') === 'black' ? 0 : 1);
    const left = Math.floor((width - size.width) / 2);
    pasteInto(padded, scaled, left, Math.floor((height - size.height) / 2));
    return { outputs: [padded] };
  },
};
