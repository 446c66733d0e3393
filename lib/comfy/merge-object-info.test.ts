import { expect, test } from 'vitest';

import { mergeObjectInfo } from './merge-object-info';
import type { InputSpec, NodeDefinition } from './object-info';

const node = (required: Record<string, InputSpec>, output: string[] = []): NodeDefinition => ({
  input: { required },
  output,
  output_node: false,
});

test('every class of any slot is there; one slot alone stays as it is', () => {
  const [one, two] = [
    { A: node({}), B: node({}) },
    { B: node({}), C: node({}) },
  ];
  expect(Object.keys(mergeObjectInfo([one, two]))).toEqual(['A', 'B', 'C']);
  expect(mergeObjectInfo([one])).toBe(one);
  expect(mergeObjectInfo([])).toEqual({});
});

test('where slots differ the first description stands, with the choices of all', () => {
  const one = {
    Loader: node({ name: [['a', 'both']], style: ['COMBO', { options: ['x'], tooltip: 't' }] }),
  };
  const two = {
    Loader: node({ name: [['b', 'both']], style: ['COMBO', { options: ['y'] }] }, ['MODEL']),
  };
  expect(mergeObjectInfo([one, two])).toEqual({
    Loader: node({
      name: [['a', 'both', 'b'], {}],
      style: ['COMBO', { options: ['x', 'y'], tooltip: 't' }],
    }),
  });
  expect(one.Loader.input.required?.['name']).toEqual([['a', 'both']]);
});

test('an input that only one of them has, or that is no list there, is the first one’s', () => {
  const one = { Loader: node({ size: ['INT'], name: [['a']] }) };
  const two = { Loader: node({ size: [['1']], name: ['STRING'], extra: [['b']] }) };
  expect(mergeObjectInfo([one, two])['Loader']).toBe(one.Loader);
});

test('definitions of careless packs pass through', () => {
  const careless = { output: [], output_node: false } as unknown as NodeDefinition;
  const odd = node({ broken: 'text' as unknown as InputSpec });
  expect(
    mergeObjectInfo([
      { A: careless, B: odd },
      { A: node({}), B: odd },
    ]),
  ).toEqual({
    A: careless,
    B: odd,
  });
});
