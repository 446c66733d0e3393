/** Node definitions for tests, as ComfyUI 0.3.64 reports these classes, without tooltips. */
import type { InputSpec, NodeDefinition, ObjectInfo } from '@/lib/comfy/object-info';

type Specs = Record<string, InputSpec>;

function node(
  required: Specs,
  output: readonly string[],
  more: { optional?: Specs; outputNode?: boolean } = {},
): NodeDefinition {
  const { optional, outputNode = false } = more;
  return {
    input: { required, ...(optional !== undefined && { optional }) },
    output,
    output_node: outputNode,
  };
}

const pixels: InputSpec = ['INT', { default: 512, min: 1, max: 16_384, step: 1 }];
const side: InputSpec = ['INT', { default: 512, min: 0, max: 16_384, step: 1 }];

export const NODE_DEFINITIONS: ObjectInfo = {
  EmptyImage: node(
    {
      width: pixels,
      height: pixels,
      batch_size: ['INT', { default: 1, min: 1, max: 4096 }],
      color: ['INT', { default: 0, min: 0, max: 0xffffff, step: 1, display: 'color' }],
    },
    ['IMAGE'],
  ),
  ImageScale: node(
    {
      image: ['IMAGE'],
      upscale_method: [['nearest-exact', 'bilinear', 'area', 'bicubic', 'lanczos']],
      width: side,
      height: side,
      crop: [['disabled', 'center']],
    },
    ['IMAGE'],
  ),
  ImageScaleBy: node(
    {
      image: ['IMAGE'],
      upscale_method: [['nearest-exact', 'bilinear', 'area', 'bicubic', 'lanczos']],
      scale_by: ['FLOAT', { default: 1, min: 0.01, max: 8, step: 0.01 }],
    },
    ['IMAGE'],
  ),
  ImageInvert: node({ image: ['IMAGE'] }, ['IMAGE']),
  LoadImage: node({ image: [['in-list.png'], { image_upload: true }] }, ['IMAGE', 'MASK']),
  InvertMask: node({ mask: ['MASK'] }, ['MASK']),
  SaveImage: node(
    { images: ['IMAGE', {}], filename_prefix: ['STRING', { default: 'ComfyUI' }] },
    [],
    { outputNode: true },
  ),
  PreviewImage: node({ images: ['IMAGE'] }, [], { outputNode: true }),
  PreviewAny: node({ source: ['*', {}] }, [], { outputNode: true }),
  PrimitiveInt: node(
    { value: ['INT', { min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER }] },
    ['INT'],
  ),
  PrimitiveBoolean: node({ value: ['BOOLEAN', {}] }, ['BOOLEAN']),
};
