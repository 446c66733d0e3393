/** Graphs that run on every runner: ComfyUI's own model-free nodes. */
import type { Graph } from '@/lib/domain/prompt-run';

/** A plain picture of one colour. Different colours are different graphs. */
export function plainPicture(color: number, prefix = 'atelier', size = 64): Graph {
  return {
    '1': {
      class_type: 'EmptyImage',
      inputs: { width: size, height: size, batch_size: 1, color },
    },
    '9': { class_type: 'SaveImage', inputs: { images: ['1', 0], filename_prefix: prefix } },
  };
}

/** A picture of one colour, scaled. */
export function scaledPicture(color: number, width: number, height: number): Graph {
  return {
    '1': { class_type: 'EmptyImage', inputs: { width: 64, height: 64, batch_size: 1, color } },
    '2': {
      class_type: 'ImageScale',
      inputs: { image: ['1', 0], upscale_method: 'bilinear', width, height, crop: 'disabled' },
    },
    '9': { class_type: 'SaveImage', inputs: { images: ['2', 0], filename_prefix: 'scaled' } },
  };
}

/** An uploaded picture, inverted. */
export function invertedUpload(image: string): Graph {
  return {
    '1': { class_type: 'LoadImage', inputs: { image } },
    '2': { class_type: 'ImageInvert', inputs: { image: ['1', 0] } },
    '9': { class_type: 'SaveImage', inputs: { images: ['2', 0], filename_prefix: 'inverted' } },
  };
}

/**
 * Work that takes a while on every runner, for tests that break something meanwhile: a large batch
 * through two scalings, a few seconds of one core.
 */
export function longWork(color: number): Graph {
  return {
    '1': { class_type: 'EmptyImage', inputs: { width: 512, height: 512, batch_size: 24, color } },
    '2': {
      class_type: 'ImageScale',
      inputs: {
        image: ['1', 0],
        upscale_method: 'lanczos',
        width: 1024,
        height: 1024,
        crop: 'disabled',
      },
    },
    '3': {
      class_type: 'ImageScale',
      inputs: {
        image: ['2', 0],
        upscale_method: 'lanczos',
        width: 64,
        height: 64,
        crop: 'disabled',
      },
    },
    '4': { class_type: 'ImageFromBatch', inputs: { image: ['3', 0], batch_index: 0, length: 1 } },
    '9': { class_type: 'SaveImage', inputs: { images: ['4', 0], filename_prefix: 'long' } },
  };
}
