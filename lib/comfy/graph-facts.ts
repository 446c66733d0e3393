/** What of a graph stands beside its results: the texts to search for, its models, its seeds. */
import type { Graph } from '@/lib/domain/prompt-run';
import { isRawInteger } from '@/lib/kernel/exact-json';

import { modelNameOf } from './model-files';
import { searchableText } from './searchable-text';

export interface GraphFacts {
  /** Texts that a person would search for, one a line. */
  readonly prompt: string;
  /** Names of model files without folder and ending, each once. */
  readonly models: readonly string[];
  /** Values of seed inputs, each once. */
  readonly seeds: readonly string[];
}

const SEED_INPUT = /^(noise_)?seed(_num)?$/i;
const LISTED_MAX = 20;

export function graphFactsOf(graph: Graph): GraphFacts {
  const models = new Set<string>();
  const seeds = new Set<string>();
  for (const { inputs } of Object.values(graph)) {
    for (const [name, value] of Object.entries(inputs)) {
      const model = typeof value === 'string' ? modelNameOf(value.trim()) : null;
      if (model !== null) models.add(model);
      const seed = SEED_INPUT.test(name) ? digitsOf(value) : null;
      if (seed !== null) seeds.add(seed);
    }
  }
  return {
    prompt: searchableText(graph),
    models: [...models].slice(0, LISTED_MAX),
    seeds: [...seeds].slice(0, LISTED_MAX),
  };
}

/** An integer's digits; null for a link and whatever else is no integer. */
function digitsOf(value: unknown): string | null {
  if (typeof value === 'number' && Number.isInteger(value)) return String(value);
  return isRawInteger(value) ? value.rawJSON : null;
}
