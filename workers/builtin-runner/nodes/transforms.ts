/** Cutting, turning and padding pictures. */
import type { NodeDefinition } from '../engine/node-definition';
import { createImage, createMask, type Pixels } from '../pixels/pixels';
import { cropPixels } from '../pixels/scale';
import { assertFits } from './basic-images';
import { IMAGE, imageOut, maskOut, pixelCount } from './specs';

const MODULE = 'comfy_extras.nodes_images';

export const imageCrop: NodeDefinition = {
  name: 'ImageCrop',
  displayName: 'Image Crop',
  category: 'image/transform',
  module: MODULE,
  inputs: {
    required: {
      image: IMAGE,
      width: pixelCount(512),
      height: pixelCount(512),
      x: pixelCount(0, 0),
      y: pixelCount(0, 0),
    },
  },
  outputs: [imageOut],
  run(inputs) {
    const image = inputs.image('image');
    const x = Math.min(inputs.number('x'), image.width - 1);
    const y = Math.min(inputs.number('y'), image.height - 1);
    const width = Math.min(inputs.number('width'), image.width - x);
    const height = Math.min(inputs.number('height'), image.height - y);
    return { outputs: [cropPixels(image, { x, y, width, height })] };
  },
};

/** A picture made of another one's pixels: `from` says which for each place. */
function rearrange(
  image: Pixels,
  size: { readonly width: number; readonly height: number },
  from: (x: number, y: number) => number,
): Pixels {
  const { batch, channels } = image;
  const result = createImage({ batch, channels, width: size.width, height: size.height });
  const pixels = image.width * image.height;
  for (let index = 0; index < batch; index += 1) {
    for (let y = 0; y < size.height; y += 1) {
      for (let x = 0; x < size.width; x += 1) {
        const source = (index * pixels + from(x, y)) * channels;
        const target = (index * pixels + y * size.width + x) * channels;
        for (let channel = 0; channel < channels; channel += 1) {
          result.data[target + channel] = image.data[source + channel] as number;
        }
      }
    }
  }
  return result;
}

export const imageFlip: NodeDefinition = {
  name: 'ImageFlip',
  displayName: 'ImageFlip',
  category: 'image/transform',
  module: MODULE,
  inputs: {
    required: { image: IMAGE, flip_method: [['x-axis: vertically', 'y-axis: horizontally']] },
  },
  outputs: [imageOut],
  run(inputs) {
    const image = inputs.image('image');
    const { width, height } = image;
    const vertically = inputs.text('flip_method').startsWith('x');
    const flipped = rearrange(image, image, (x, y) =>
      vertically ? (height - 1 - y) * width + x : y * width + (width - 1 - x),
    );
    return { outputs: [flipped] };
  },
};

const TURNS = ['none', '90 degrees', '180 degrees', '270 degrees'] as const;

/** Clockwise. */
function rotate(image: Pixels, turns: number): Pixels {
  const { width, height } = image;
  const turned = { width: height, height: width };
  switch (turns) {
    case 1:
      return rearrange(image, turned, (x, y) => (height - 1 - x) * width + y);
    case 2:
      return rearrange(image, image, (x, y) => (height - 1 - y) * width + (width - 1 - x));
    case 3:
      return rearrange(image, turned, (x, y) => x * width + (width - 1 - y));
    default:
      return image;
  }
}

export const imageRotate: NodeDefinition = {
  name: 'ImageRotate',
  displayName: 'ImageRotate',
  category: 'image/transform',
  module: MODULE,
  inputs: { required: { image: IMAGE, rotation: [TURNS] } },
  outputs: [imageOut],
  run(inputs) {
    const rotation = inputs.text('rotation');
    const turns = TURNS.findIndex((turn) => turn === rotation);
    return { outputs: [rotate(inputs.image('image'), turns)] };
  },
};

interface Margins {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** How much of the old picture's edge is to be painted anew: 1 at a padded edge, 0 inside. */
function featherEdges(image: Pixels, margins: Margins, feathering: number, mask: Pixels): void {
  const { width, height } = image;
  if (feathering <= 0 || feathering * 2 >= height || feathering * 2 >= width) return;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const distance = Math.min(
        margins.top === 0 ? height : y,
        margins.bottom === 0 ? height : height - y,
        margins.left === 0 ? width : x,
        margins.right === 0 ? width : width - x,
      );
      if (distance >= feathering) continue;
      const share = (feathering - distance) / feathering;
      mask.data[(y + margins.top) * mask.width + x + margins.left] = share * share;
    }
  }
}

export const imagePadForOutpaint: NodeDefinition = {
  name: 'ImagePadForOutpaint',
  displayName: 'Pad Image for Outpainting',
  category: 'image',
  module: 'nodes',
  inputs: {
    required: {
      image: IMAGE,
      left: pixelCount(0, 0, 8),
      top: pixelCount(0, 0, 8),
      right: pixelCount(0, 0, 8),
      bottom: pixelCount(0, 0, 8),
      feathering: pixelCount(40, 0),
    },
  },
  outputs: [imageOut, maskOut],
  run(inputs) {
    const image = inputs.image('image');
    const margins = {
      left: inputs.number('left'),
      top: inputs.number('top'),
      right: inputs.number('right'),
      bottom: inputs.number('bottom'),
    };
    const width = image.width + margins.left + margins.right;
    const height = image.height + margins.top + margins.bottom;
    assertFits(image.batch, height, width, image.channels);
    const { batch, channels } = image;
    const padded = createImage({ batch, channels, width, height });
    padded.data.fill(0.5);
    pasteInto(padded, image, margins.left, margins.top);
    const mask = createMask(1, height, width);
    mask.data.fill(1);
    for (let y = 0; y < image.height; y += 1) {
      const start = (y + margins.top) * width + margins.left;
      mask.data.fill(0, start, start + image.width);
    }
    featherEdges(image, margins, inputs.number('feathering'), mask);
    return { outputs: [padded, mask] };
  },
};

/** Copies every picture of a batch into the same place; it has to fit. */
export function pasteInto(target: Pixels, source: Pixels, left: number, top: number): void {
  const length = source.width * source.channels;
  for (let index = 0; index < source.batch; index += 1) {
    for (let y = 0; y < source.height; y += 1) {
      const from = (index * source.height + y) * length;
      const line = (index * target.height + top + y) * target.width + left;
      target.data.set(source.data.subarray(from, from + length), line * target.channels);
    }
  }
}
