/** Blending, blurring and sharpening. */
import { NodeError } from '../engine/errors';
import type { NodeContext, NodeDefinition } from '../engine/node-definition';
import { createRowReporter } from '../engine/row-reporter';
import { encodePreview } from '../files/preview';
import { BLEND_RULES } from '../pixels/blend';
import {
  blankLike,
  blurInTwoPasses,
  convolve,
  gaussianKernel,
  needsTwoPasses,
  sharpenKernel,
} from '../pixels/convolve';
import { mapPixels, repeatToBatch, type Pixels } from '../pixels/pixels';
import { scalePixels } from '../pixels/scale';
import { matchChannels } from './composites';
import { combo, imageOut, NEW_IMAGE } from './specs';

const MODULE = 'comfy_extras.nodes_post_processing';
const clampToUnit = (value: number): number => Math.min(Math.max(value, 0), 1);

const common = {
  displayName: null,
  category: 'image/postprocessing',
  module: MODULE,
  newStyle: true,
  outputs: [imageOut],
} satisfies Partial<NodeDefinition>;

export const imageBlend: NodeDefinition = {
  ...common,
  name: 'ImageBlend',
  inputs: {
    required: {
      image1: NEW_IMAGE,
      image2: NEW_IMAGE,
      blend_factor: ['FLOAT', { default: 0.5, min: 0.0, max: 1.0, step: 0.01 }],
      blend_mode: combo(Object.keys(BLEND_RULES)),
    },
  },
  async run(inputs, context) {
    const rule = BLEND_RULES[inputs.text('blend_mode')];
    if (rule === undefined) throw new NodeError('Unsupported blend mode', 'ValueError');
    const given = inputs.image('image1');
    const other = matchChannels(given, inputs.image('image2'));
    const options = { method: 'bicubic', crop: 'center' } as const;
    const scaled = await scalePixels(other, given, options, context.checkpoint);
    const [first, second] = broadcast(given, scaled);
    const factor = inputs.number('blend_factor');
    const [keep, take] = [Math.fround(1 - factor), Math.fround(factor)];
    const data = new Float32Array(first.data.length);
    for (let index = 0; index < data.length; index += 1) {
      const before = first.data[index] as number;
      const mixed = rule(before, second.data[index] as number);
      data[index] = clampToUnit(
        Math.fround(Math.fround(before * keep) + Math.fround(mixed * take)),
      );
    }
    return { outputs: [{ ...first, data }] };
  },
};

/** Batches of one length; a single picture goes with every one of the other batch. */
function broadcast(first: Pixels, second: Pixels): [Pixels, Pixels] {
  const batch = Math.max(first.batch, second.batch);
  for (const { batch: length } of [first, second]) {
    if (length === 1 || length === batch) continue;
    throw new NodeError(
      `The size of tensor a (${first.batch}) must match the size of tensor b (${second.batch}) ` +
        'at non-singleton dimension 0',
      'RuntimeError',
    );
  }
  return [repeatToBatch(first, batch), repeatToBatch(second, batch)];
}

/** Mirroring needs a picture larger than the radius. */
function assertRadiusFits(image: Pixels, radius: number): void {
  if (radius < image.width && radius < image.height) return;
  throw new NodeError(
    'Padding size should be less than the corresponding input dimension, but got: padding ' +
      `(${radius}, ${radius}) at dimension 3 of input [${image.batch}, ${image.channels}, ` +
      `${image.height}, ${image.width}]`,
    'RuntimeError',
  );
}

function reporterFor(context: NodeContext, result: Pixels, passes: number) {
  const rows = result.batch * result.height * passes;
  return createRowReporter(context, rows, () => encodePreview(result));
}

export const imageBlur: NodeDefinition = {
  ...common,
  name: 'ImageBlur',
  inputs: {
    required: {
      image: NEW_IMAGE,
      blur_radius: ['INT', { default: 1, min: 1, max: 31, step: 1 }],
      sigma: ['FLOAT', { default: 1.0, min: 0.1, max: 10.0, step: 0.1 }],
    },
  },
  async run(inputs, context) {
    const image = inputs.image('image');
    const [radius, sigma] = [inputs.number('blur_radius'), inputs.number('sigma')];
    assertRadiusFits(image, radius);
    const result = blankLike(image);
    if (needsTwoPasses(radius)) {
      await blurInTwoPasses(image, { radius, sigma }, result, reporterFor(context, result, 2));
    } else {
      const kernel = gaussianKernel(radius, sigma);
      await convolve(image, kernel, result, reporterFor(context, result, 1));
    }
    return { outputs: [result] };
  },
};

/** Sharpening in two passes: one pixel's own weight, and the blur around it. */
async function sharpenWide(
  image: Pixels,
  { radius, sigma, alpha }: { radius: number; sigma: number; alpha: number },
  context: NodeContext,
): Promise<Pixels> {
  const result = blankLike(image);
  await blurInTwoPasses(image, { radius, sigma }, result, reporterFor(context, result, 2));
  for (let index = 0; index < result.data.length; index += 1) {
    const before = image.data[index] as number;
    const blurred = result.data[index] as number;
    result.data[index] = before + (before - blurred) * alpha * 10;
  }
  return result;
}

export const imageSharpen: NodeDefinition = {
  ...common,
  name: 'ImageSharpen',
  inputs: {
    required: {
      image: NEW_IMAGE,
      sharpen_radius: ['INT', { default: 1, min: 1, max: 31, step: 1 }],
      sigma: ['FLOAT', { default: 1.0, min: 0.1, max: 10.0, step: 0.01 }],
      alpha: ['FLOAT', { default: 1.0, min: 0.0, max: 5.0, step: 0.01 }],
    },
  },
  async run(inputs, context) {
    const image = inputs.image('image');
    const radius = inputs.number('sharpen_radius');
    const [sigma, alpha] = [inputs.number('sigma'), inputs.number('alpha')];
    assertRadiusFits(image, radius);
    let result: Pixels;
    if (needsTwoPasses(radius)) {
      result = await sharpenWide(image, { radius, sigma, alpha }, context);
    } else {
      result = blankLike(image);
      const kernel = sharpenKernel(radius, sigma, alpha);
      await convolve(image, kernel, result, reporterFor(context, result, 1));
    }
    return { outputs: [mapPixels(result, clampToUnit)] };
  },
};
