/** What travels along the links of a graph. */
import type { Graph } from '@/lib/domain/prompt-run';

import type { Pixels } from '../pixels/pixels';

export type Value = Pixels | number | string | boolean | null | readonly unknown[] | object;

export type { Graph } from '@/lib/domain/prompt-run';

export type GraphNode = Graph[string];

/** A link in a graph: the node it comes from and the number of its output. */
export type Link = readonly [nodeId: string, slot: number];

/** Whether an input's value is a link. Lists of another form are refused by validation. */
export function isLink(value: unknown): value is Link {
  return (
    Array.isArray(value) &&
    value.length === 2 &&
    typeof value[0] === 'string' &&
    typeof value[1] === 'number'
  );
}

/** An own property; names such as `constructor` never reach the prototype. */
export function own<T>(record: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

export function isPixels(value: unknown): value is Pixels {
  return (
    typeof value === 'object' &&
    value !== null &&
    'kind' in value &&
    (value.kind === 'image' || value.kind === 'mask')
  );
}
