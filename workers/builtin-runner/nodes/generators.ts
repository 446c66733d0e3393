/** Pictures from nothing: the studio's own nodes, so that a first picture needs no model. */
import { isRawInteger } from '@/lib/kernel/exact-json';

import type { InputSpec, NodeDefinition } from '../engine/node-definition';
import { createRowReporter } from '../engine/row-reporter';
import { drawText } from '../files/draw-text';
import { encodePreview } from '../files/preview';
import { createClouds } from '../pixels/clouds';
import { colourOf } from '../pixels/colours';
import { createImage, type Pixels } from '../pixels/pixels';
import { createRandom } from '../pixels/random';
import { assertFits } from './basic-images';
import { IMAGE, imageOut, pixelCount } from './specs';

const own = {
  category: 'atelier',
  module: 'custom_nodes.atelier',
  outputs: [imageOut],
} satisfies Partial<NodeDefinition>;

function colour(initial: number): InputSpec {
  return ['INT', { default: initial, min: 0, max: 0xffffff, step: 1, display: 'color' }];
}

type Place = (x: number, y: number) => number;

/** How far along the gradient a place lies; x and y from 0 to 1. */
const DIRECTIONS: Readonly<Record<string, Place>> = {
  horizontal: (x) => x,
  vertical: (_x, y) => y,
  diagonal: (x, y) => (x + y) / 2,
  radial: (x, y) => Math.min(1, Math.hypot(x - 0.5, y - 0.5) * Math.SQRT2),
};

export const atelierGradient: NodeDefinition = {
  ...own,
  name: 'AtelierGradient',
  displayName: 'Gradient',
  description: 'A picture that goes evenly from one colour to another.',
  inputs: {
    required: {
      width: pixelCount(768),
      height: pixelCount(512),
      from_color: colour(0x1b2a4a),
      to_color: colour(0xf2a65a),
      direction: [Object.keys(DIRECTIONS), { default: 'diagonal' }],
    },
  },
  async run(inputs, context) {
    const [width, height] = [inputs.number('width'), inputs.number('height')];
    assertFits(1, height, width, 3);
    const image = createImage({ batch: 1, width, height, channels: 3 });
    const from = colourOf(inputs.number('from_color'));
    const to = colourOf(inputs.number('to_color'));
    const along = DIRECTIONS[inputs.text('direction')] ?? ((x: number) => x);
    const report = createRowReporter(context, height, () => encodePreview(image));
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const share = along((x + 0.5) / width, (y + 0.5) / height);
        const place = (y * width + x) * 3;
        image.data[place] = from[0] + (to[0] - from[0]) * share;
        image.data[place + 1] = from[1] + (to[1] - from[1]) * share;
        image.data[place + 2] = from[2] + (to[2] - from[2]) * share;
      }
      await report();
    }
    return { outputs: [image] };
  },
};

/** Seeds beyond 2^53 keep all their digits. */
function seedText(value: unknown): string {
  return isRawInteger(value) ? value.rawJSON : String(value);
}

type RowFiller = (y: number) => void;

/** Random numbers for a whole row of a picture, by kind. */
const ROW_FILLERS: Readonly<
  Record<string, (random: () => number, image: Pixels, scale: number) => RowFiller>
> = {
  clouds(random, image, scale) {
    const channels = [0, 1, 2].map(() => createClouds(random, image, scale));
    return (y) => channels.forEach((clouds, channel) => clouds(y, channel));
  },
  pixels:
    (random, { data, width }) =>
    (y) => {
      for (let at = y * width * 3; at < (y + 1) * width * 3; at += 1) data[at] = random();
    },
  'grey pixels':
    (random, { data, width }) =>
    (y) => {
      for (let x = y * width; x < (y + 1) * width; x += 1) data.fill(random(), x * 3, x * 3 + 3);
    },
};

export const atelierNoise: NodeDefinition = {
  ...own,
  name: 'AtelierNoise',
  displayName: 'Noise',
  description:
    'Random colours: clouds, or a colour of its own for every pixel. One seed, one picture.',
  inputs: {
    required: {
      seed: ['INT', { default: 0, min: 0, max: 2 ** 64 - 1, control_after_generate: true }],
      width: pixelCount(512),
      height: pixelCount(512),
      kind: [Object.keys(ROW_FILLERS), { default: 'clouds' }],
      scale: ['FLOAT', { default: 4.0, min: 0.5, max: 64.0, step: 0.5 }],
    },
  },
  async run(inputs, context) {
    const [width, height] = [inputs.number('width'), inputs.number('height')];
    assertFits(1, height, width, 3);
    const image = createImage({ batch: 1, width, height, channels: 3 });
    const random = createRandom(seedText(inputs.any('seed')));
    const fill = ROW_FILLERS[inputs.text('kind')]?.(random, image, inputs.number('scale'));
    const report = createRowReporter(context, height, () => encodePreview(image));
    for (let y = 0; y < height; y += 1) {
      fill?.(y);
      await report();
    }
    return { outputs: [image] };
  },
};

const POSITIONS: Readonly<Record<string, number>> = { top: 0.08, middle: 0.5, bottom: 0.92 };

/** Lays a colour over every picture of a batch, as thick as the letters cover. */
function stamp(
  images: Pixels,
  letters: { readonly width: number; readonly height: number; readonly bytes: Uint8Array },
  { ink, position }: { readonly ink: readonly number[]; readonly position: number },
): Pixels {
  const result = { ...images, data: Float32Array.from(images.data) };
  const left = Math.round((images.width - letters.width) / 2);
  const top = Math.round((images.height - letters.height) * position);
  for (let index = 0; index < images.batch; index += 1) {
    for (let y = Math.max(0, -top); y < letters.height && y + top < images.height; y += 1) {
      for (let x = Math.max(0, -left); x < letters.width && x + left < images.width; x += 1) {
        const share = (letters.bytes[y * letters.width + x] ?? 0) / 255;
        const pixel = (index * images.height + y + top) * images.width + x + left;
        for (let channel = 0; channel < 3; channel += 1) {
          const place = pixel * images.channels + channel;
          const before = result.data[place] ?? 0;
          result.data[place] = before + ((ink[channel] ?? 0) - before) * share;
        }
      }
    }
  }
  return result;
}

export const atelierTextImage: NodeDefinition = {
  ...own,
  name: 'AtelierTextImage',
  displayName: 'Text on Image',
  description: 'Writes a text onto a picture.',
  inputs: {
    required: {
      image: IMAGE,
      text: ['STRING', { default: 'Atelier', multiline: true }],
      size: ['INT', { default: 72, min: 4, max: 1024, step: 1 }],
      color: colour(0xffffff),
      position: [Object.keys(POSITIONS), { default: 'middle' }],
    },
  },
  async run(inputs) {
    const image = inputs.image('image');
    const letters = await drawText(inputs.text('text'), inputs.number('size'), image.width);
    const ink = colourOf(inputs.number('color'));
    const position = POSITIONS[inputs.text('position')] ?? 0.5;
    return { outputs: [stamp(image, letters, { ink, position })] };
  },
};
