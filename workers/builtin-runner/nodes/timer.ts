/** A node that takes a known time, with progress and live previews: for demonstrations and tests. */
import { setTimeout as delay } from 'node:timers/promises';

import type { NodeContext, NodeDefinition } from '../engine/node-definition';
import { encodePreview, PREVIEW_SIZE_MAX } from '../files/preview';
import { createImage, type Pixels } from '../pixels/pixels';
import { imageOut, pixelCount } from './specs';

/** Longest wait before an interrupt is noticed. */
const SLICE_MS = 50;

/** A disc that fills like a clock's face while time passes. */
function clockFace(width: number, height: number, share: number): Pixels {
  const image = createImage({ batch: 1, height, width, channels: 3 });
  const radius = Math.min(width, height) * 0.4;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const [dx, dy] = [x + 0.5 - width / 2, y + 0.5 - height / 2];
      const angle = (Math.atan2(dx, -dy) / (2 * Math.PI) + 1) % 1;
      const filled = Math.hypot(dx, dy) <= radius && angle < share;
      const index = (y * width + x) * 3;
      image.data.set(filled ? [0.95, 0.62, 0.18] : [0.09, 0.1, 0.13], index);
    }
  }
  return image;
}

async function waitUntil(time: number, context: NodeContext): Promise<void> {
  for (let left = time - performance.now(); left > 0; left = time - performance.now()) {
    await context.checkpoint();
    await delay(Math.min(left, SLICE_MS));
  }
  await context.checkpoint();
}

export const atelierTimer: NodeDefinition = {
  name: 'AtelierTimer',
  displayName: 'Timer',
  category: 'atelier',
  module: 'custom_nodes.atelier',
  description: 'Waits, showing progress and a live preview, and returns a picture of a full clock.',
  inputs: {
    required: {
      seconds: ['FLOAT', { default: 3.0, min: 0.0, max: 3600.0, step: 0.1 }],
      steps: ['INT', { default: 10, min: 1, max: 1000 }],
      width: pixelCount(256, 16),
      height: pixelCount(256, 16),
    },
  },
  outputs: [imageOut],
  async run(inputs, context) {
    const steps = inputs.number('steps');
    const [width, height] = [inputs.number('width'), inputs.number('height')];
    const shown = Math.min(1, PREVIEW_SIZE_MAX / Math.max(width, height));
    const small = [width, height].map((side) => Math.max(1, Math.round(side * shown)));
    const startedAt = performance.now();
    for (let step = 1; step <= steps; step += 1) {
      await waitUntil(startedAt + (inputs.number('seconds') * 1000 * step) / steps, context);
      const face = clockFace(small[0] as number, small[1] as number, step / steps);
      const preview = context.wantsPreviews() ? await encodePreview(face) : undefined;
      context.progress(step, steps, preview);
    }
    return { outputs: [clockFace(width, height, 1)] };
  },
};
