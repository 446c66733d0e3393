/** Two pictures side by side. */
import type { NodeDefinition } from '../engine/node-definition';
import { concatBatch, createImage, sliceBatch, type Pixels } from '../pixels/pixels';
import { scalePixels } from '../pixels/scale';
import { assertFits } from './basic-images';
import { IMAGE, imageOut } from './specs';
import { pasteInto } from './transforms';

const COLOURS: Readonly<Record<string, readonly [number, number, number]>> = {
  white: [1, 1, 1],
  black: [0, 0, 0],
  red: [1, 0, 0],
  green: [0, 1, 0],
  blue: [0, 0, 1],
};

/** The batch made longer with its last picture. */
function extendBatch(image: Pixels, batch: number): Pixels {
  const last = sliceBatch(image, image.batch - 1, 1);
  const missing = Array.from({ length: batch - image.batch }, () => last);
  return missing.length === 0 ? image : concatBatch([image, ...missing]);
}

/** More channels, filled with ones. */
function extendChannels(image: Pixels, channels: number): Pixels {
  if (image.channels === channels) return image;
  const result = createImage({ ...sizeOf(image), channels });
  result.data.fill(1);
  for (let pixel = 0; pixel < result.data.length / channels; pixel += 1) {
    const from = pixel * image.channels;
    result.data.set(image.data.subarray(from, from + image.channels), pixel * channels);
  }
  return result;
}

function sizeOf({ batch, width, height }: Pixels) {
  return { batch, width, height };
}

/** Centred on a larger ground of one grey, only where it is smaller. */
function centreOn(image: Pixels, width: number, height: number, grey: number): Pixels {
  const size = { width: Math.max(width, image.width), height: Math.max(height, image.height) };
  if (size.width === image.width && size.height === image.height) return image;
  const result = createImage({ batch: image.batch, channels: image.channels, ...size });
  result.data.fill(grey);
  const left = Math.floor((size.width - image.width) / 2);
  pasteInto(result, image, left, Math.floor((size.height - image.height) / 2));
  return result;
}

function createSpacer(
  shape: { batch: number; width: number; height: number },
  channels: number,
  colour: readonly number[],
): Pixels {
  const image = createImage({ ...shape, channels });
  const pixel = [...colour, 1].slice(0, channels);
  for (let index = 0; index < image.data.length; index += channels) image.data.set(pixel, index);
  return image;
}

function join(parts: readonly Pixels[], sideways: boolean): Pixels {
  const first = parts[0] as Pixels;
  const sum = (side: 'width' | 'height'): number =>
    parts.reduce((total, part) => total + part[side], 0);
  const width = sideways ? sum('width') : first.width;
  const height = sideways ? first.height : sum('height');
  const { batch, channels } = first;
  assertFits(batch, height, width, channels);
  const result = createImage({ batch, channels, width, height });
  let offset = 0;
  for (const part of parts) {
    pasteInto(result, part, sideways ? offset : 0, sideways ? 0 : offset);
    offset += sideways ? part.width : part.height;
  }
  return result;
}

/** The second picture in the first one's height (or width, when they stand above each other). */
function fitTo(
  first: Pixels,
  second: Pixels,
  sideways: boolean,
  breathe: () => Promise<void>,
): Promise<Pixels> {
  const aspect = second.width / second.height;
  const size = sideways
    ? { height: first.height, width: Math.trunc(first.height * aspect) }
    : { width: first.width, height: Math.trunc(first.width / aspect) };
  assertFits(second.batch, size.height, size.width, second.channels);
  return scalePixels(second, size, { method: 'lanczos', crop: 'disabled' }, breathe);
}

export const imageStitch: NodeDefinition = {
  name: 'ImageStitch',
  displayName: 'Image Stitch',
  category: 'image/transform',
  module: 'comfy_extras.nodes_images',
  description:
    '\nStitches image2 to image1 in the specified direction.\n' +
    'If image2 is not provided, returns image1 unchanged.\n' +
    'Optional spacing can be added between images.\n',
  inputs: {
    required: {
      image1: IMAGE,
      direction: [['right', 'down', 'left', 'up'], { default: 'right' }],
      match_image_size: ['BOOLEAN', { default: true }],
      spacing_width: ['INT', { default: 0, min: 0, max: 1024, step: 2 }],
      spacing_color: [['white', 'black', 'red', 'green', 'blue'], { default: 'white' }],
    },
    optional: { image2: IMAGE },
  },
  outputs: [imageOut],
  async run(inputs, context) {
    const given = inputs.optionalImage('image2');
    let first = inputs.image('image1');
    if (given === null) return { outputs: [first] };
    const direction = inputs.text('direction');
    const sideways = direction === 'left' || direction === 'right';
    const batch = Math.max(first.batch, given.batch);
    first = extendBatch(first, batch);
    let second = extendBatch(given, batch);
    const colourName = inputs.text('spacing_color');
    if (inputs.flag('match_image_size')) {
      second = await fitTo(first, second, sideways, context.checkpoint);
    } else {
      const grey = colourName === 'white' ? 1 : 0;
      const width = sideways ? 0 : Math.max(first.width, second.width);
      const height = sideways ? Math.max(first.height, second.height) : 0;
      first = centreOn(first, width, height, grey);
      second = centreOn(second, width, height, grey);
    }
    const channels = Math.max(first.channels, second.channels);
    first = extendChannels(first, channels);
    second = extendChannels(second, channels);
    const parts = direction === 'left' || direction === 'up' ? [second, first] : [first, second];
    const space = inputs.number('spacing_width');
    if (space > 0) {
      const even = space + (space % 2);
      const shape = sideways
        ? { batch, height: Math.max(first.height, second.height), width: even }
        : { batch, height: even, width: Math.max(first.width, second.width) };
      parts.splice(1, 0, createSpacer(shape, channels, COLOURS[colourName] ?? [1, 1, 1]));
    }
    return { outputs: [join(parts, sideways)] };
  },
};
