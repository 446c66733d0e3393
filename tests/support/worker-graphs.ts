/** Graphs for the worker's tests, all runnable by the built-in runner. */
import type { Graph } from '@/lib/domain/prompt-run';

/** A picture of the given size, saved. `color` keeps results of different runs apart. */
export const savedPicture = (size = 64, color = 0x3366cc, batch = 1): Graph => ({
  '1': {
    class_type: 'EmptyImage',
    inputs: { width: size, height: size, batch_size: batch, color },
  },
  '9': { class_type: 'SaveImage', inputs: { images: ['1', 0], filename_prefix: 'made' } },
});

/** Takes `seconds`, with progress and previews, then saves. */
export const slowPicture = (seconds: number): Graph => ({
  '1': { class_type: 'AtelierTimer', inputs: { seconds, steps: 10, width: 64, height: 64 } },
  '9': { class_type: 'SaveImage', inputs: { images: ['1', 0], filename_prefix: 'slow' } },
});

/** Saves a picture first, then misbehaves: `crash`, `deaf`, `error`, `hang`, `oom`, `slow`. */
export const faultyPicture = (mode: string, seconds = 0.2): Graph => ({
  ...savedPicture(),
  '2': { class_type: 'AtelierFault', inputs: { mode, seconds } },
  '10': { class_type: 'SaveImage', inputs: { images: ['2', 0], filename_prefix: 'never' } },
});

/** An uploaded picture, inverted and saved. */
export const invertedUpload = (name: string): Graph => ({
  '1': { class_type: 'LoadImage', inputs: { image: name } },
  '2': { class_type: 'ImageInvert', inputs: { image: ['1', 0] } },
  '9': { class_type: 'SaveImage', inputs: { images: ['2', 0], filename_prefix: 'inverted' } },
});
