/** Names what decides how long a graph takes. */
import { createHash } from 'node:crypto';

import type { Graph } from '@/lib/domain/prompt-run';

const SEED = /seed/i;
/** Longer texts are what people write, and change no duration. */
const CHOICE_MAX_LENGTH = 64;

/** Graphs of one key differ in seeds and written texts only. 16 hex digits. */
export function costKeyOf(graph: Graph): string {
  const essential = Object.values(graph).map(({ class_type, inputs }) => {
    const choices = Object.entries(inputs)
      .filter(([name, value]) => !SEED.test(name) && isChoice(value))
      .map(([name, value]) => `${name}=${String(value)}`);
    return `${class_type}(${choices.sort().join()})`;
  });
  return createHash('sha256').update(essential.sort().join(';')).digest('hex').slice(0, 16);
}

function isChoice(value: unknown): boolean {
  if (typeof value === 'string') return value.length <= CHOICE_MAX_LENGTH && !/\s/.test(value);
  return typeof value === 'number' || typeof value === 'boolean';
}
