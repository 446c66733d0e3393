import { expect, test } from 'vitest';

import { costKeyOf } from './cost-key';

const graph = (inputs: Record<string, unknown>) => ({
  '1': { class_type: 'KSampler', inputs: { steps: 20, seed: 1, model: ['2', 0], ...inputs } },
  '2': { class_type: 'CLIPTextEncode', inputs: { text: 'a cat on a mat' } },
});

test('seeds, links and written texts do not change what a graph costs', () => {
  const known = costKeyOf(graph({}));
  expect(costKeyOf(graph({ seed: 99, model: ['7', 0] }))).toBe(known);
  const other = { ...graph({}), '2': { class_type: 'CLIPTextEncode', inputs: { text: 'a dog' } } };
  expect(costKeyOf(other)).toBe(known);
});

test('steps, sizes and choices do', () => {
  const keys = [{}, { steps: 40 }, { width: 64 }, { sampler_name: 'euler' }, { tiled: true }];
  expect(new Set(keys.map((inputs) => costKeyOf(graph(inputs)))).size).toBe(keys.length);
});
