/** What chaos lets run: short and longer prompts, one picture or several, kept and temporary ones. */
import type { Graph } from '@/lib/domain/prompt-run';

import type { Random } from '../../tests/fuzz/random';
import type { ChaosRunner } from './chaos-runner';

export interface ChaosPrompt {
  readonly graph: Graph;
  /** How many generations it makes, temporary ones included. */
  readonly outputs: number;
}

const save = { class_type: 'SaveImage', inputs: { images: ['1', 0], filename_prefix: 'chaos' } };
const show = { class_type: 'PreviewImage', inputs: { images: ['1', 0] } };

export function drawPrompt(random: Random, runner: Pick<ChaosRunner, 'slow'>): ChaosPrompt {
  const kind = random.below(10);
  if (kind < 5) return { graph: { ...runner.slow(random), '9': save }, outputs: 1 };
  const batch = 1 + random.below(3);
  const inputs = { width: 64, height: 64, batch_size: batch, color: random.below(0xffffff) };
  const graph: Graph = { '1': { class_type: 'EmptyImage', inputs }, '9': save };
  return kind < 8
    ? { graph, outputs: batch }
    : { graph: { ...graph, '10': show }, outputs: 2 * batch };
}
