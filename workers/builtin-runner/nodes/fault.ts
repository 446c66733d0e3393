/** A node that fails on purpose, for tests of what stands in front of a runner. */
import { setTimeout as delay } from 'node:timers/promises';

import { NodeError } from '../engine/errors';
import type { NodeDefinition } from '../engine/node-definition';
import { emptyPicture } from './basic-images';
import { imageOut } from './specs';

const MODES = ['slow', 'crash', 'hang', 'oom', 'error', 'wrong-json', 'silent', 'deaf'] as const;
const SLICE_MS = 50;

const OUT_OF_MEMORY = new NodeError(
  'Allocation on device 0 would exceed allowed memory. (out of memory)\n' +
    'Currently allocated     : 21.48 GiB\nRequested               : 4.00 GiB',
  'torch.OutOfMemoryError',
  'This error means you ran out of memory on your GPU.\n\nTIPS: If the workflow worked before ' +
    'you might have accidentally set the batch_size to a large number.',
);

export const atelierFault: NodeDefinition = {
  name: 'AtelierFault',
  displayName: 'Fault (tests only)',
  category: 'atelier/tests',
  module: 'custom_nodes.atelier',
  description: 'Misbehaves in a chosen way after a number of seconds.',
  inputs: {
    required: {
      mode: [MODES],
      seconds: ['FLOAT', { default: 0.2, min: 0, max: 3600, step: 0.1 }],
    },
  },
  outputs: [imageOut],
  async run(inputs, context) {
    const mode = inputs.text('mode');
    const seconds = inputs.number('seconds');
    if (mode === 'silent') context.faults.fallSilent();
    // A hanging node never asks whether it was interrupted.
    if (mode === 'hang') await new Promise<never>(() => undefined);
    // As a step of a large model: nobody asks before it is over.
    if (mode === 'deaf') await delay(seconds * 1000);
    const until = mode === 'deaf' ? 0 : performance.now() + seconds * 1000;
    while (performance.now() < until) {
      await context.checkpoint();
      await delay(Math.min(SLICE_MS, Math.max(0, until - performance.now())));
    }
    if (mode === 'crash') context.faults.crash();
    if (mode === 'oom') throw OUT_OF_MEMORY;
    if (mode === 'error') throw new NodeError('A fault was asked for', 'ValueError');
    if (mode === 'wrong-json') context.faults.sendMalformed();
    return { outputs: [emptyPicture(64, 64)] };
  },
};
