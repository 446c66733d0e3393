/** Pictures from nothing: the studio's own nodes, so that a first picture needs no model. */
import { isRawInteger } from '@/lib/kernel/exact-json';

import type { InputSpec, NodeDefinition } from '../engine/node-definition';
import { createRowReporter } from '../engine/row-reporter';
import { drawText } from '../files/draw-text';
import { encodePreview } from '../files/preview';
import { colourOf, mixColours } from '../pixels/colours';
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
    const place = DIRECTIONS[inputs.text('direction')] ?? ((x: number) => x);
    const report = createRowReporter(context, height, () => encodePreview(image));
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const share = place((x + 0.5) / width, (y + 0.5) / height);
        image.data.set(mixColours(from, to, share), (y * width + x) * 3);
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

/** Random values on a coarse grid, smoothly joined. */
function createClouds(random: () => number, columns: number, rows: number): Place {
  const grid = Float64Array.from({ length: (columns + 1) * (rows + 1) }, random);
  const ease = (t: number): number => t * t * (3 - 2 * t);
  return (x, y) => {
    const [left, top] = [Math.floor(x * columns), Math.floor(y * rows)];
    const [u, v] = [ease(x * columns - left), ease(y * rows - top)];
    const at = (column: number, row: number): number => grid[row * (columns + 1) + column] ?? 0;
    const above = at(left, top) * (1 - u) + at(left + 1, top) * u;
    const below = at(left, top + 1) * (1 - u) + at(left + 1, top + 1) * u;
    return above * (1 - v) + below * v;
  };
}

const OCTAVES = 4;

function layeredClouds(random: () => number, scale: number, aspect: number): Place {
  const layers = Array.from({ length: OCTAVES }, (_, octave) => {
    const rows = Math.max(1, Math.round(scale * 2 ** octave));
    return createClouds(random, Math.max(1, Math.round(rows * aspect)), rows);
  });
  const total = 2 - 2 ** (1 - OCTAVES);
  return (x, y) =>
    layers.reduce((sum, layer, octave) => sum + layer(x, y) / 2 ** octave, 0) / total;
}

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
      kind: [['clouds', 'pixels', 'grey pixels'], { default: 'clouds' }],
      scale: ['FLOAT', { default: 4.0, min: 0.5, max: 64.0, step: 0.5 }],
    },
  },
  async run(inputs, context) {
    const [width, height] = [inputs.number('width'), inputs.number('height')];
    assertFits(1, height, width, 3);
    const image = createImage({ batch: 1, width, height, channels: 3 });
    const random = createRandom(seedText(inputs.any('seed')));
    const kind = inputs.text('kind');
    const scale = inputs.number('scale');
    const clouds = [0, 1, 2].map(() => layeredClouds(random, scale, width / height));
    const report = createRowReporter(context, height, () => encodePreview(image));
    for (let y = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1) {
        const grey = kind === 'grey pixels' ? random() : 0;
        for (let channel = 0; channel < 3; channel += 1) {
          const cloud = (): number => clouds[channel]?.(x / width, y / height) ?? 0;
          const value = kind === 'clouds' ? cloud() : kind === 'pixels' ? random() : grey;
          image.data[(y * width + x) * 3 + channel] = value;
        }
      }
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
