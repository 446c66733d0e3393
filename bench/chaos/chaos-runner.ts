/**
 * What chaos runs prompts on: real ComfyUI processes when COMFYUI_DIR names an installation, else the
 * built-in runner. A real one takes many times longer to start, so it is broken more rarely: in a storm
 * without a pause no prompt would ever come to its end.
 */
import type { Graph } from '@/lib/domain/prompt-run';
import { childEnvironment } from '@/lib/kernel/env';

import type { Random } from '../../tests/fuzz/random';

export interface ChaosRunner {
  readonly name: string;
  readonly isReal: boolean;
  /** Of each of two workers. */
  readonly slots: number;
  readonly env: Readonly<Record<string, string>>;
  /** Prompts in one user's hands at a time: enough that runs wait, and that the storm meets most of them. */
  readonly inFlight: number;
  /** From one fault to the next. */
  readonly pauseMs: { readonly leastMs: number; readonly mostMs: number };
  /** How long what is left may take after the storm. */
  readonly calmLimitMs: number;
  /** Some seconds of work without a picture in the store; its output is node 1's. */
  slow(random: Random): Graph;
}

const BUILTIN: ChaosRunner = {
  ...{ name: 'the built-in runner', isReal: false, slots: 2, inFlight: 8, calmLimitMs: 240_000 },
  env: { RUNNER_SILENCE_MS: '20000' },
  pauseMs: { leastMs: 200, mostMs: 1_200 },
  slow(random) {
    const seconds = Math.round((0.1 + random.next() * 1.2) * 10) / 10;
    return {
      '1': { class_type: 'AtelierTimer', inputs: { seconds, steps: 10, width: 64, height: 64 } },
    };
  },
};

const COMFYUI: ChaosRunner = {
  ...{ name: 'real ComfyUI processes', isReal: true, slots: 1, inFlight: 2, calmLimitMs: 900_000 },
  // Who is started anew on a busy machine says nothing for long; who was killed often is not left alone for minutes.
  env: {
    ...{ RUNNER_SILENCE_MS: '90000', RUNNER_START_TIMEOUT_MS: '240000' },
    RUNNER_BREAKER_MS: '10000',
  },
  pauseMs: { leastMs: 3_000, mostMs: 12_000 },
  slow(random) {
    const inputs = { width: 512, height: 512, batch_size: 1, color: random.below(0xffffff) };
    const rounds = 2 + random.below(5);
    const blurs = Array.from({ length: rounds }, (_, round): [string, Graph[string]] => {
      const image = [round === 0 ? '2' : String(round + 2), 0];
      const id = round === rounds - 1 ? '1' : String(round + 3);
      return [id, { class_type: 'ImageBlur', inputs: { image, blur_radius: 24, sigma: 8 } }];
    });
    return { '2': { class_type: 'EmptyImage', inputs }, ...Object.fromEntries(blurs) };
  },
};

export function chaosRunner(): ChaosRunner {
  return childEnvironment({})['COMFYUI_DIR'] === undefined ? BUILTIN : COMFYUI;
}
