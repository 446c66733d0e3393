/** Nodes that read picture files of the tenant. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { NodeError } from '../engine/errors';
import type { NodeDefinition } from '../engine/node-definition';
import { decodePicture, type DecodedFrame } from '../files/decode-picture';
import { findAnnotatedFile, listFiles, type TenantFolders } from '../files/tenant-folders';
import { concatBatch, createImage, createMask, type Pixels } from '../pixels/pixels';
import { imageOut, maskOut } from './specs';

const PICTURE_EXTENSIONS = new Set('png jpg jpeg jfif webp gif tif tiff avif'.split(' '));
const CHANNELS = ['alpha', 'red', 'green', 'blue'] as const;
/** ComfyUI's mask of a picture without transparency. */
const NO_MASK_SIZE = 64;

async function pictureFile(folders: TenantFolders, name: string): Promise<string> {
  const file = await findAnnotatedFile(folders, name);
  if (file === null) throw new NodeError(`No such file: ${name}`, 'FileNotFoundError');
  return file;
}

/** Colours 0 to 1, and 1 minus the transparency, of the frames that have the first one's size. */
function framesToPixels(frames: readonly DecodedFrame[]): { image: Pixels; mask: Pixels } {
  const first = frames[0];
  if (first === undefined) throw new NodeError('The file holds no picture');
  const same = frames.filter(
    (frame) => frame.width === first.width && frame.height === first.height,
  );
  return {
    image: concatBatch(same.map(frameColours)),
    mask: concatBatch(same.map((frame) => frameMask(frame))),
  };
}

function frameColours({ width, height, channels, bytes }: DecodedFrame): Pixels {
  const image = createImage({ batch: 1, width, height, channels: 3 });
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) {
      image.data[pixel * 3 + channel] = (bytes[pixel * channels + channel] as number) / 255;
    }
  }
  return image;
}

function frameMask({ width, height, channels, bytes }: DecodedFrame): Pixels {
  if (channels < 4) return createMask(1, NO_MASK_SIZE, NO_MASK_SIZE);
  const mask = createMask(1, height, width);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    mask.data[pixel] = 1 - Math.fround((bytes[pixel * 4 + 3] as number) / 255);
  }
  return mask;
}

const fileInput = {
  async fingerprint(inputs, folders) {
    const file = await pictureFile(folders, inputs.text('image'));
    return createHash('sha256')
      .update(await readFile(file))
      .digest('hex');
  },
} satisfies Partial<NodeDefinition>;

function isPicture(name: string): boolean {
  return PICTURE_EXTENSIONS.has(path.extname(name).slice(1).toLowerCase());
}

export const loadImage: NodeDefinition = {
  ...fileInput,
  name: 'LoadImage',
  displayName: 'Load Image',
  category: 'image',
  module: 'nodes',
  inputs: { required: { image: [[], { image_upload: true }] } },
  outputs: [imageOut, maskOut],
  choices: async (folders) => ({ image: (await listFiles(folders.input)).filter(isPicture) }),
  async run(inputs, { folders }) {
    const frames = await decodePicture(await pictureFile(folders, inputs.text('image')));
    const { image, mask } = framesToPixels(frames);
    return { outputs: [image, mask] };
  },
};

export const loadImageOutput: NodeDefinition = {
  ...loadImage,
  name: 'LoadImageOutput',
  displayName: 'Load Image (from Outputs)',
  description:
    'Load an image from the output folder. When the refresh button is clicked, the node will ' +
    'update the image list and automatically select the first image, allowing for easy iteration.',
  experimental: true,
  inputs: {
    required: {
      image: [
        'COMBO',
        {
          image_upload: true,
          image_folder: 'output',
          remote: {
            route: '/internal/files/output',
            refresh_button: true,
            control_after_refresh: 'first',
          },
        },
      ],
    },
  },
  choices: () => Promise.resolve({}),
};

export const loadImageMask: NodeDefinition = {
  ...fileInput,
  name: 'LoadImageMask',
  displayName: 'Load Image (as Mask)',
  category: 'mask',
  module: 'nodes',
  inputs: { required: { image: [[], { image_upload: true }], channel: [CHANNELS] } },
  outputs: [maskOut],
  choices: async (folders) => ({ image: await listFiles(folders.input) }),
  async run(inputs, { folders }) {
    const [frame] = await decodePicture(await pictureFile(folders, inputs.text('image')));
    if (frame === undefined) throw new NodeError('The file holds no picture');
    const channel = inputs.text('channel');
    const { width, height, channels, bytes } = frame;
    const mask = createMask(1, height, width);
    const offset = channel === 'alpha' ? 3 : ['red', 'green', 'blue'].indexOf(channel);
    for (let pixel = 0; pixel < width * height; pixel += 1) {
      const byte = offset < channels ? (bytes[pixel * channels + offset] as number) : 255;
      const value = Math.fround(byte / 255);
      mask.data[pixel] = offset === 3 ? 1 - value : value;
    }
    return { outputs: [mask] };
  },
};
