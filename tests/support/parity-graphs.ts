/**
 * Graphs that the built-in runner and a real ComfyUI have to answer alike: picture by picture and
 * message by message. Each ends in SaveImage, PreviewImage, MaskPreview or PreviewAny nodes.
 */
import type { Graph } from '@/lib/domain/prompt-run';

export interface ParityCase {
  readonly name: string;
  readonly graph: Graph;
  /**
   * How far 8-bit values may be apart, for nodes whose arithmetic depends on the processor or on
   * the version of a library there; 0 where results are equal.
   */
  readonly tolerance: number;
}

/** Names of the pictures that the graphs load; made by parityPictures. */
export const PHOTO = 'parity-photo.png';
export const SPRITE = 'parity-sprite.png';

type Inputs = Record<string, unknown>;
type Nodes = Record<string, readonly [classType: string, inputs: Inputs]>;

function graphOf(nodes: Nodes): Graph {
  return Object.fromEntries(
    Object.entries(nodes).map(([id, [classType, inputs]]) => [
      id,
      { class_type: classType, inputs },
    ]),
  );
}

const load = (name: string): [string, Inputs] => ['LoadImage', { image: name }];
const save = (from: string, slot = 0): [string, Inputs] => [
  'SaveImage',
  { images: [from, slot], filename_prefix: 'parity/case' },
];
const showMask = (from: string, slot = 0): [string, Inputs] => [
  'MaskPreview',
  { mask: [from, slot] },
];
const empty = (width: number, height: number, color: number, batch = 1): [string, Inputs] => [
  'EmptyImage',
  { width, height, batch_size: batch, color },
];

const cases: ParityCase[] = [];
function add(name: string, nodes: Nodes, tolerance = 0): void {
  cases.push({ name, graph: graphOf(nodes), tolerance });
}

/** One node over the photo, saved. */
function addFilter(name: string, classType: string, inputs: Inputs): void {
  add(name, { 1: load(PHOTO), 2: [classType, { image: ['1', 0], ...inputs }], 3: save('2') });
}

const SOFT_MASK: Nodes = {
  10: ['SolidMask', { value: 0.8, width: 40, height: 30 }],
  11: ['FeatherMask', { mask: ['10', 0], left: 7, top: 5, right: 9, bottom: 11 }],
};

add('empty image', { 1: empty(40, 24, 0x3399cc, 2), 2: save('1') });
add('load with transparency', { 1: load(SPRITE), 2: save('1'), 3: showMask('1', 1) });
add('load as mask', {
  1: ['LoadImageMask', { image: SPRITE, channel: 'alpha' }],
  2: showMask('1'),
  3: ['LoadImageMask', { image: SPRITE, channel: 'green' }],
  4: showMask('3'),
});
add('preview', { 1: load(PHOTO), 2: ['PreviewImage', { images: ['1', 0] }] });
addFilter('invert', 'ImageInvert', {});

for (const method of ['nearest-exact', 'bilinear', 'area', 'bicubic', 'lanczos']) {
  const scale = (width: number, height: number, crop = 'disabled'): Inputs => ({
    upscale_method: method,
    width,
    height,
    crop,
  });
  addFilter(`scale up, ${method}`, 'ImageScale', scale(171, 120));
  addFilter(`scale down, ${method}`, 'ImageScale', scale(37, 21));
  addFilter(`scale with crop, ${method}`, 'ImageScale', scale(64, 64, 'center'));
}
addFilter('scale, one side given', 'ImageScale', {
  upscale_method: 'bilinear',
  width: 50,
  height: 0,
  crop: 'disabled',
});
addFilter('scale by', 'ImageScaleBy', { upscale_method: 'bicubic', scale_by: 1.37 });
addFilter('scale to megapixels', 'ImageScaleToTotalPixels', {
  upscale_method: 'lanczos',
  megapixels: 0.02,
});
addFilter('scale to longest side', 'ImageScaleToMaxDimension', {
  upscale_method: 'area',
  largest_size: 60,
});
add('scale a picture with transparency', {
  1: load(SPRITE),
  2: ['JoinImageWithAlpha', { image: ['1', 0], alpha: ['1', 1] }],
  3: [
    'ImageScale',
    { image: ['2', 0], upscale_method: 'lanczos', width: 30, height: 26, crop: 'disabled' },
  ],
  4: save('3'),
});

addFilter('crop', 'ImageCrop', { width: 30, height: 500, x: 60, y: 10 });
addFilter('flip vertically', 'ImageFlip', { flip_method: 'x-axis: vertically' });
addFilter('flip horizontally', 'ImageFlip', { flip_method: 'y-axis: horizontally' });
for (const rotation of ['90 degrees', '180 degrees', '270 degrees']) {
  addFilter(`rotate ${rotation}`, 'ImageRotate', { rotation });
}
add('pad for outpainting', {
  1: load(PHOTO),
  2: [
    'ImagePadForOutpaint',
    { image: ['1', 0], left: 16, top: 8, right: 0, bottom: 24, feathering: 12 },
  ],
  3: save('2'),
  4: showMask('2', 1),
});
addFilter('resize and pad', 'ResizeAndPadImage', {
  target_width: 70,
  target_height: 90,
  padding_color: 'white',
  interpolation: 'area',
});
for (const [direction, match] of [
  ['right', true],
  ['down', false],
  ['left', false],
  ['up', true],
] as const) {
  add(`stitch ${direction}`, {
    1: load(PHOTO),
    2: load(SPRITE),
    3: [
      'ImageStitch',
      {
        image1: ['1', 0],
        image2: ['2', 0],
        direction,
        match_image_size: match,
        spacing_width: 6,
        spacing_color: match ? 'red' : 'white',
      },
    ],
    4: save('3'),
  });
}

for (const mode of ['normal', 'multiply', 'screen', 'overlay', 'soft_light', 'difference']) {
  add(`blend ${mode}`, {
    1: load(PHOTO),
    2: ['ImageFlip', { image: ['1', 0], flip_method: 'y-axis: horizontally' }],
    3: ['ImageBlend', { image1: ['1', 0], image2: ['2', 0], blend_factor: 0.7, blend_mode: mode }],
    4: save('3'),
  });
}
add('blend of two sizes', {
  1: load(PHOTO),
  2: load(SPRITE),
  3: [
    'ImageBlend',
    { image1: ['1', 0], image2: ['2', 0], blend_factor: 0.35, blend_mode: 'screen' },
  ],
  4: save('3'),
});
/** A kernel's weights and the order of its sums differ in their last bits: a small part is enough to see how much. */
function addKernel(name: string, classType: string, inputs: Inputs): void {
  add(
    name,
    {
      1: load(PHOTO),
      2: ['ImageCrop', { image: ['1', 0], x: 52, y: 26, width: 32, height: 32 }],
      3: [classType, { image: ['2', 0], ...inputs }],
      4: save('3'),
    },
    1,
  );
}
addKernel('blur, radius 1', 'ImageBlur', { blur_radius: 1, sigma: 1.0 });
addKernel('blur, radius 3', 'ImageBlur', { blur_radius: 3, sigma: 0.6 });
addKernel('blur, radius 12', 'ImageBlur', { blur_radius: 12, sigma: 2.5 });
addKernel('sharpen, radius 1', 'ImageSharpen', { sharpen_radius: 1, sigma: 1.0, alpha: 1.0 });
addKernel('sharpen, radius 6', 'ImageSharpen', { sharpen_radius: 6, sigma: 0.5, alpha: 0.3 });

add('batch, pick, repeat', {
  1: load(PHOTO),
  2: load(SPRITE),
  3: ['ImageBatch', { image1: ['1', 0], image2: ['2', 0] }],
  4: ['RepeatImageBatch', { image: ['3', 0], amount: 2 }],
  5: ['ImageFromBatch', { image: ['4', 0], batch_index: 1, length: 2 }],
  6: save('5'),
});
add('lists', {
  1: empty(16, 16, 0x204060, 5),
  2: ['RebatchImages', { images: ['1', 0], batch_size: 2 }],
  3: ['ImageInvert', { image: ['2', 0] }],
  4: save('3'),
});
add('composite', {
  ...SOFT_MASK,
  1: load(PHOTO),
  2: load(SPRITE),
  3: [
    'ImageCompositeMasked',
    {
      destination: ['1', 0],
      source: ['2', 0],
      x: 50,
      y: 30,
      resize_source: false,
      mask: ['11', 0],
    },
  ],
  4: save('3'),
});
add('composite with resizing', {
  1: load(PHOTO),
  2: load(SPRITE),
  3: [
    'ImageCompositeMasked',
    {
      destination: ['1', 0],
      source: ['2', 0],
      x: 5,
      y: 7,
      resize_source: true,
      mask: ['2', 1],
    },
  ],
  4: save('3'),
});
add('transparency out and in', {
  1: load(SPRITE),
  2: ['JoinImageWithAlpha', { image: ['1', 0], alpha: ['1', 1] }],
  3: save('2'),
  4: ['SplitImageWithAlpha', { image: ['2', 0] }],
  5: save('4'),
  6: showMask('4', 1),
});

add('masks of colours and channels', {
  1: load(PHOTO),
  2: ['ImageToMask', { image: ['1', 0], channel: 'green' }],
  3: ['InvertMask', { mask: ['2', 0] }],
  4: showMask('3'),
  5: empty(9, 9, 0x123456),
  6: ['ImageColorToMask', { image: ['5', 0], color: 0x123456 }],
  7: ['MaskToImage', { mask: ['6', 0] }],
  8: save('7'),
});
add('feather, crop, threshold', {
  ...SOFT_MASK,
  1: ['CropMask', { mask: ['11', 0], x: 3, y: 4, width: 25, height: 600 }],
  2: ['ThresholdMask', { mask: ['11', 0], value: 0.33 }],
  3: showMask('1'),
  4: showMask('2'),
});
for (const operation of ['multiply', 'add', 'subtract', 'and', 'or', 'xor']) {
  add(`mask composite ${operation}`, {
    ...SOFT_MASK,
    1: ['SolidMask', { value: 0.6, width: 50, height: 45 }],
    2: ['MaskComposite', { destination: ['1', 0], source: ['11', 0], x: 20, y: 10, operation }],
    3: showMask('2'),
  });
}
for (const [expand, tapered] of [
  [4, true],
  [3, false],
  [-3, true],
] as const) {
  add(`grow mask by ${expand}${tapered ? '' : ', with corners'}`, {
    ...SOFT_MASK,
    1: ['GrowMask', { mask: ['11', 0], expand, tapered_corners: tapered }],
    2: showMask('1'),
  });
}

const say = (from: string, slot = 0): [string, Inputs] => ['PreviewAny', { source: [from, slot] }];
add('texts and numbers', {
  1: ['PrimitiveString', { value: "they're bill's  ÄPFEL" }],
  2: ['CaseConverter', { string: ['1', 0], mode: 'Title Case' }],
  3: ['CaseConverter', { string: ['1', 0], mode: 'Capitalize' }],
  4: ['StringConcatenate', { string_a: ['2', 0], string_b: ['3', 0], delimiter: ' / ' }],
  5: ['StringReplace', { string: ['4', 0], find: 'bill', replace: '$& \u{1F600}' }],
  6: say('5'),
  7: ['StringLength', { string: ['5', 0] }],
  8: say('7'),
  9: ['PrimitiveFloat', { value: 3 }],
  10: say('9'),
  11: ['PrimitiveBoolean', { value: true }],
  12: say('11'),
  13: ['StringTrim', { string: '\t a b \n', mode: 'Left' }],
  14: say('13'),
  15: ['StringSubstring', { string: ['5', 0], start: -4, end: -1 }],
  16: say('15'),
  17: ['StringContains', { string: 'Abc', substring: 'aB', case_sensitive: false }],
  18: say('17'),
  19: ['StringCompare', { string_a: 'x', string_b: 'X', mode: 'Equal', case_sensitive: true }],
  20: say('19'),
  21: ['StringReplace', { string: 'ab', find: '', replace: '-' }],
  22: say('21'),
  23: ['PrimitiveInt', { value: 7 }],
  24: say('23'),
});
add('size of an image', {
  1: load(PHOTO),
  2: ['GetImageSize', { image: ['1', 0] }],
  3: say('2', 0),
  4: say('2', 1),
  5: say('2', 2),
});
add('animations', {
  1: load(PHOTO),
  2: ['ImageInvert', { image: ['1', 0] }],
  3: ['ImageBatch', { image1: ['1', 0], image2: ['2', 0] }],
  4: [
    'SaveAnimatedWEBP',
    {
      images: ['3', 0],
      filename_prefix: 'parity/webp',
      fps: 4,
      lossless: true,
      quality: 80,
      method: 'default',
    },
  ],
  5: [
    'SaveAnimatedPNG',
    { images: ['3', 0], filename_prefix: 'parity/apng', fps: 4, compress_level: 4 },
  ],
});
add('a node that fails', {
  1: load(PHOTO),
  2: ['ImageToMask', { image: ['1', 0], channel: 'alpha' }],
  3: showMask('2'),
});
add('a name that leads outside', {
  1: empty(8, 8, 0),
  2: ['SaveImage', { images: ['1', 0], filename_prefix: '../outside' }],
});

export const PARITY_CASES: readonly ParityCase[] = cases;
