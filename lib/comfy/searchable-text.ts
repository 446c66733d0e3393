/** The texts of a graph that a person would search for: prompts, titles that were given, models. */
import type { Graph } from '@/lib/domain/prompt-run';

import { modelNameOf } from './model-files';

const LENGTH_MAX = 4_000;
const TEXT_INPUT =
  /^(text|prompt|positive|negative|caption|string|value|title|label)|(_text|_prompt)$/i;
const HAS_LETTER = /\p{L}/u;

/** @returns each text once, in the order of the graph's nodes, one a line */
export function searchableText(graph: Graph): string {
  const texts = Object.values(graph).flatMap((node) =>
    Object.entries(node.inputs).flatMap(([name, value]) =>
      typeof value === 'string' ? (textOf(name, value) ?? []) : [],
    ),
  );
  return [...new Set(texts)].join('\n').slice(0, LENGTH_MAX);
}

function textOf(inputName: string, value: string): string | null {
  const text = value.trim();
  if (!HAS_LETTER.test(text)) return null;
  const model = modelNameOf(text);
  if (model !== null) return model;
  return TEXT_INPUT.test(inputName) || /\s/.test(text) ? text : null;
}
