import { expect, test } from 'vitest';

import type { ItemGraph } from '../use-graph';
import { diffGraphs } from './diff-graphs';

const graph = (seed: number, text: string, more: ItemGraph = {}): ItemGraph => ({
  '1': { class_type: 'KSampler', inputs: { seed, steps: 20, model: ['2', 0] } },
  '2': { class_type: 'Loader', inputs: { name: 'a' } },
  '3': { class_type: 'Text', inputs: { text }, _meta: { title: 'Positive' } },
  ...more,
});

test('only inputs that differ are listed, under the title of their node', () => {
  expect(diffGraphs(graph(1, 'cat'), graph(2, 'dog'))).toEqual([
    { node: 'KSampler', input: 'seed', first: '1', second: '2' },
    { node: 'Positive', input: 'text', first: 'cat', second: 'dog' },
  ]);
  expect(diffGraphs(graph(1, 'cat'), graph(1, 'cat'))).toEqual([]);
});

test('a node with another id but of the same class is compared, not listed twice', () => {
  const { '3': text, ...rest } = graph(1, 'cat');
  if (text === undefined) throw new Error('no text');
  expect(diffGraphs(graph(1, 'cat'), { ...rest, '30': text })).toEqual([]);
});

test('nodes that only one of them has are listed', () => {
  const more = { '7': { class_type: 'Blur', inputs: { radius: 3 } } };
  const bare = { '8': { class_type: 'Invert', inputs: { image: ['1', 0] } } };
  expect(diffGraphs(graph(1, 'cat'), graph(1, 'cat', { ...more, ...bare }))).toEqual([
    { node: 'Blur', input: 'radius', first: null, second: '3' },
    { node: 'Invert', input: '', first: null, second: 'Invert' },
  ]);
});
