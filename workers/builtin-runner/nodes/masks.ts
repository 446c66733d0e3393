/** Making masks and changing them. */
import { NodeError } from '../engine/errors';
import type { NodeDefinition } from '../engine/node-definition';
import { growOnce } from '../pixels/grow';
import { createMask, mapPixels, withData, type Pixels } from '../pixels/pixels';
import { roundHalfEven } from '../pixels/python-numbers';
import { cropPixels } from '../pixels/scale';
import { assertFits } from './basic-images';
import { maskToImage as greyImage } from './save-image';
import { IMAGE, imageOut, MASK, maskOut, MAX_RESOLUTION, pixelCount } from './specs';

const common = {
  category: 'mask',
  module: 'comfy_extras.nodes_mask',
  outputs: [maskOut],
} satisfies Partial<NodeDefinition>;

const f = Math.fround;

/** One number a pixel of an image. */
function maskFrom(image: Pixels, value: (offset: number) => number): Pixels {
  const mask = createMask(image.batch, image.height, image.width);
  for (let pixel = 0; pixel < mask.data.length; pixel += 1) {
    mask.data[pixel] = value(pixel * image.channels);
  }
  return mask;
}

export const maskToImage: NodeDefinition = {
  ...common,
  name: 'MaskToImage',
  displayName: 'Convert Mask to Image',
  inputs: { required: { mask: MASK } },
  outputs: [imageOut],
  run: (inputs) => ({ outputs: [greyImage(inputs.mask('mask'))] }),
};

const CHANNELS = ['red', 'green', 'blue', 'alpha'] as const;

export const imageToMask: NodeDefinition = {
  ...common,
  name: 'ImageToMask',
  displayName: 'Convert Image to Mask',
  inputs: { required: { image: IMAGE, channel: [CHANNELS] } },
  run(inputs) {
    const image = inputs.image('image');
    const name = inputs.text('channel');
    const channel = CHANNELS.findIndex((each) => each === name);
    if (channel >= image.channels) {
      throw new NodeError(
        `index ${channel} is out of bounds for dimension 3 with size ${image.channels}`,
        'IndexError',
      );
    }
    return { outputs: [maskFrom(image, (offset) => image.data[offset + channel] as number)] };
  },
};

export const imageColorToMask: NodeDefinition = {
  ...common,
  name: 'ImageColorToMask',
  displayName: 'ImageColorToMask',
  inputs: {
    required: {
      image: IMAGE,
      color: ['INT', { default: 0, min: 0, max: 0xffffff, step: 1, display: 'color' }],
    },
  },
  run(inputs) {
    const { data, ...image } = inputs.image('image');
    const wanted = inputs.number('color');
    const byte = (index: number): number =>
      roundHalfEven(f(Math.min(Math.max(data[index] as number, 0), 1) * 255));
    const mask = maskFrom({ ...image, data }, (offset) => {
      const colour = byte(offset) * 0x10000 + byte(offset + 1) * 0x100 + byte(offset + 2);
      return colour === wanted ? 1 : 0;
    });
    return { outputs: [mask] };
  },
};

export const solidMask: NodeDefinition = {
  ...common,
  name: 'SolidMask',
  displayName: 'SolidMask',
  inputs: {
    required: {
      value: ['FLOAT', { default: 1.0, min: 0.0, max: 1.0, step: 0.01 }],
      width: pixelCount(512),
      height: pixelCount(512),
    },
  },
  run(inputs) {
    const [height, width] = [inputs.number('height'), inputs.number('width')];
    assertFits(1, height, width, 1);
    const mask = createMask(1, height, width);
    mask.data.fill(inputs.number('value'));
    return { outputs: [mask] };
  },
};

export const invertMask: NodeDefinition = {
  ...common,
  name: 'InvertMask',
  displayName: 'InvertMask',
  inputs: { required: { mask: MASK } },
  run: (inputs) => ({ outputs: [mapPixels(inputs.mask('mask'), (value) => 1 - value)] }),
};

export const cropMask: NodeDefinition = {
  ...common,
  name: 'CropMask',
  displayName: 'CropMask',
  inputs: {
    required: {
      mask: MASK,
      x: pixelCount(0, 0),
      y: pixelCount(0, 0),
      width: pixelCount(512),
      height: pixelCount(512),
    },
  },
  run(inputs) {
    const mask = inputs.mask('mask');
    const [x, y] = [inputs.number('x'), inputs.number('y')];
    const width = Math.min(inputs.number('width'), mask.width - x);
    const height = Math.min(inputs.number('height'), mask.height - y);
    if (width < 1 || height < 1) throw new NodeError('The crop lies outside the mask');
    return { outputs: [cropPixels(mask, { x, y, width, height })] };
  },
};

export const thresholdMask: NodeDefinition = {
  ...common,
  name: 'ThresholdMask',
  displayName: 'ThresholdMask',
  inputs: {
    required: {
      mask: MASK,
      value: ['FLOAT', { default: 0.5, min: 0.0, max: 1.0, step: 0.01 }],
    },
  },
  run(inputs) {
    const threshold = f(inputs.number('value'));
    return { outputs: [mapPixels(inputs.mask('mask'), (value) => (value > threshold ? 1 : 0))] };
  },
};

const MASK_RULES: Readonly<Record<string, (below: number, above: number) => number>> = {
  multiply: (below, above) => f(below * above),
  add: (below, above) => f(below + above),
  subtract: (below, above) => f(below - above),
  and: (below, above) => (isSet(below) && isSet(above) ? 1 : 0),
  or: (below, above) => (isSet(below) || isSet(above) ? 1 : 0),
  xor: (below, above) => (isSet(below) === isSet(above) ? 0 : 1),
};

function isSet(value: number): boolean {
  return roundHalfEven(value) !== 0;
}

export const maskComposite: NodeDefinition = {
  ...common,
  name: 'MaskComposite',
  displayName: 'MaskComposite',
  inputs: {
    required: {
      destination: MASK,
      source: MASK,
      x: pixelCount(0, 0),
      y: pixelCount(0, 0),
      operation: [Object.keys(MASK_RULES)],
    },
  },
  run(inputs) {
    const [below, above] = [inputs.mask('destination'), inputs.mask('source')];
    const [x, y] = [inputs.number('x'), inputs.number('y')];
    const rule = MASK_RULES[inputs.text('operation')];
    if (rule === undefined) throw new NodeError('Unknown operation', 'ValueError');
    if (above.batch !== 1 && above.batch !== below.batch) {
      throw new NodeError('The masks have to be as many, or the source a single one');
    }
    const data = Float32Array.from(below.data);
    const right = Math.min(x + above.width, below.width);
    const bottom = Math.min(y + above.height, below.height);
    for (let index = 0; index < below.batch; index += 1) {
      const source = above.batch === 1 ? 0 : index;
      for (let row = y; row < bottom; row += 1) {
        for (let column = x; column < right; column += 1) {
          const target = (index * below.height + row) * below.width + column;
          const place = (source * above.height + row - y) * above.width + column - x;
          data[target] = rule(data[target] as number, above.data[place] as number);
        }
      }
    }
    const clamped = mapPixels(withData(below, data), (value) => Math.min(Math.max(value, 0), 1));
    return { outputs: [clamped] };
  },
};

/** Multiplies one column or row of every mask. */
function fade(mask: Pixels, line: 'row' | 'column', index: number, rate: number): void {
  const { width, height, data } = mask;
  const factor = f(rate);
  const length = line === 'row' ? width : height;
  for (let picture = 0; picture < mask.batch; picture += 1) {
    const start = picture * width * height + (line === 'row' ? index * width : index);
    for (let step = 0; step < length; step += 1) {
      const place = start + step * (line === 'row' ? 1 : width);
      data[place] = (data[place] as number) * factor;
    }
  }
}

export const featherMask: NodeDefinition = {
  ...common,
  name: 'FeatherMask',
  displayName: 'FeatherMask',
  inputs: {
    required: {
      mask: MASK,
      left: pixelCount(0, 0),
      top: pixelCount(0, 0),
      right: pixelCount(0, 0),
      bottom: pixelCount(0, 0),
    },
  },
  run(inputs) {
    const given = inputs.mask('mask');
    const mask = withData(given, Float32Array.from(given.data));
    const sides = [
      ['column', 'left', mask.width],
      ['column', 'right', mask.width],
      ['row', 'top', mask.height],
      ['row', 'bottom', mask.height],
    ] as const;
    for (const [line, side, length] of sides) {
      const count = Math.min(inputs.number(side), length);
      const backwards = side === 'right' || side === 'bottom';
      for (let step = 0; step < count; step += 1) {
        // As in ComfyUI, counting from the far side starts at the first line and not at the last.
        const index = backwards ? (length - step) % length : step;
        fade(mask, line, index, (step + 1) / count);
      }
    }
    return { outputs: [mask] };
  },
};

export const growMask: NodeDefinition = {
  ...common,
  name: 'GrowMask',
  displayName: 'GrowMask',
  inputs: {
    required: {
      mask: MASK,
      expand: ['INT', { default: 0, min: -MAX_RESOLUTION, max: MAX_RESOLUTION, step: 1 }],
      tapered_corners: ['BOOLEAN', { default: true }],
    },
  },
  async run(inputs, context) {
    const expand = inputs.number('expand');
    const corners = !inputs.flag('tapered_corners');
    let mask = inputs.mask('mask');
    for (let step = 0; step < Math.abs(expand); step += 1) {
      await context.checkpoint();
      const grown = growOnce(mask, { corners, shrink: expand < 0 });
      if (grown === null) break;
      mask = grown;
    }
    return { outputs: [mask] };
  },
};
