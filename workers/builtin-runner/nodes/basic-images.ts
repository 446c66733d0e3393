/** Making, inverting and scaling pictures. */
import { NodeError } from '../engine/errors';
import type { NodeContext, NodeDefinition } from '../engine/node-definition';
import type { NodeInputs } from '../engine/node-inputs';
import { createImage, mapPixels, type Pixels } from '../pixels/pixels';
import { roundHalfEven } from '../pixels/python-numbers';
import {
  isScaleMethod,
  SCALE_METHODS,
  scalePixels,
  type ScaleMethod,
  type Size,
} from '../pixels/scale';
import { combo, IMAGE, imageOut, NEW_IMAGE, pixelCount } from './specs';

/** Largest result of one node, in float32 numbers: 1 GiB. */
const NUMBERS_MAX = 2 ** 28;

/** Refuses what would not fit into memory before it is tried. */
export function assertFits(batch: number, height: number, width: number, channels: number): void {
  if (batch * height * width * channels > NUMBERS_MAX) {
    throw new NodeError(
      `A batch of ${batch} pictures of ${width} × ${height} pixels is too large for this runner`,
      'MemoryError',
    );
  }
}

/** Refuses to scale a picture away. */
export function assertNotEmpty(image: Pixels, size: Size): void {
  if (size.width > 0 && size.height > 0) return;
  throw new NodeError(
    'Input and output sizes should be greater than 0, but got ' +
      `input (H: ${image.height}, W: ${image.width}) ` +
      `output (H: ${size.height}, W: ${size.width})`,
    'RuntimeError',
  );
}

/** One black picture. */
export function emptyPicture(width: number, height: number): Pixels {
  return createImage({ batch: 1, height, width, channels: 3 });
}

export function scaleMethodOf(inputs: NodeInputs): ScaleMethod {
  const method = inputs.text('upscale_method');
  if (!isScaleMethod(method)) throw new NodeError(`Unknown method ${method}`, 'ValueError');
  return method;
}

export const emptyImage: NodeDefinition = {
  name: 'EmptyImage',
  displayName: 'EmptyImage',
  category: 'image',
  module: 'nodes',
  inputs: {
    required: {
      width: pixelCount(512),
      height: pixelCount(512),
      batch_size: ['INT', { default: 1, min: 1, max: 4096 }],
      color: ['INT', { default: 0, min: 0, max: 0xffffff, step: 1, display: 'color' }],
    },
  },
  outputs: [imageOut],
  run(inputs) {
    const [height, width] = [inputs.number('height'), inputs.number('width')];
    const batch = inputs.number('batch_size');
    const colour = inputs.number('color');
    assertFits(batch, height, width, 3);
    const image = createImage({ batch, height, width, channels: 3 });
    const [red, green, blue] = [16, 8, 0].map((shift) => ((colour >> shift) & 0xff) / 255);
    for (let index = 0; index < image.data.length; index += 3) {
      image.data[index] = red as number;
      image.data[index + 1] = green as number;
      image.data[index + 2] = blue as number;
    }
    return { outputs: [image] };
  },
};

export const imageInvert: NodeDefinition = {
  name: 'ImageInvert',
  displayName: 'Invert Image',
  category: 'image',
  module: 'nodes',
  inputs: { required: { image: IMAGE } },
  outputs: [imageOut],
  run: (inputs) => ({ outputs: [mapPixels(inputs.image('image'), (value) => 1 - value)] }),
};

export const imageScale: NodeDefinition = {
  name: 'ImageScale',
  displayName: 'Upscale Image',
  category: 'image/upscaling',
  module: 'nodes',
  inputs: {
    required: {
      image: IMAGE,
      upscale_method: [SCALE_METHODS],
      width: pixelCount(512, 0),
      height: pixelCount(512, 0),
      crop: [['disabled', 'center']],
    },
  },
  outputs: [imageOut],
  async run(inputs, context) {
    const image = inputs.image('image');
    let [width, height] = [inputs.number('width'), inputs.number('height')];
    if (width === 0 && height === 0) return { outputs: [image] };
    if (width === 0) width = Math.max(1, roundHalfEven((image.width * height) / image.height));
    if (height === 0) height = Math.max(1, roundHalfEven((image.height * width) / image.width));
    assertFits(image.batch, height, width, image.channels);
    const options = {
      method: scaleMethodOf(inputs),
      crop: inputs.text('crop') === 'center' ? ('center' as const) : ('disabled' as const),
    };
    const scaled = await scalePixels(image, { width, height }, options, context.checkpoint);
    return { outputs: [scaled] };
  },
};

export const imageScaleBy: NodeDefinition = {
  name: 'ImageScaleBy',
  displayName: 'Upscale Image By',
  category: 'image/upscaling',
  module: 'nodes',
  inputs: {
    required: {
      image: IMAGE,
      upscale_method: [SCALE_METHODS],
      scale_by: ['FLOAT', { default: 1.0, min: 0.01, max: 8.0, step: 0.01 }],
    },
  },
  outputs: [imageOut],
  run: (inputs, context) => scaleByFactor(inputs, context, inputs.number('scale_by')),
};

async function scaleByFactor(
  inputs: NodeInputs,
  context: Pick<NodeContext, 'checkpoint'>,
  factor: number,
) {
  const image = inputs.image('image');
  const width = roundHalfEven(image.width * factor);
  const height = roundHalfEven(image.height * factor);
  assertNotEmpty(image, { width, height });
  assertFits(image.batch, height, width, image.channels);
  const options = { method: scaleMethodOf(inputs), crop: 'disabled' as const };
  return {
    outputs: [await scalePixels(image, { width, height }, options, context.checkpoint)],
  };
}

export const imageScaleToTotalPixels: NodeDefinition = {
  name: 'ImageScaleToTotalPixels',
  displayName: null,
  category: 'image/upscaling',
  module: 'comfy_extras.nodes_post_processing',
  newStyle: true,
  inputs: {
    required: {
      image: NEW_IMAGE,
      upscale_method: combo(SCALE_METHODS),
      megapixels: ['FLOAT', { default: 1.0, min: 0.01, max: 16.0, step: 0.01 }],
    },
  },
  outputs: [imageOut],
  run(inputs, context) {
    const image = inputs.image('image');
    const total = Math.trunc(inputs.number('megapixels') * 1024 * 1024);
    return scaleByFactor(inputs, context, Math.sqrt(total / (image.width * image.height)));
  },
};
