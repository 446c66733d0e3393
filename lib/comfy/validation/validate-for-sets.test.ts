import { expect, test } from 'vitest';

import { mergeObjectInfo } from '../merge-object-info';
import type { InputSpec, NodeDefinition, ObjectInfo } from '../object-info';
import { validateForSets, type NodeSet } from './validate-for-sets';

const node = (
  required: Record<string, InputSpec>,
  output: string[],
  outputNode = false,
): NodeDefinition => ({ input: { required }, output, output_node: outputNode });

const COMMON: ObjectInfo = {
  Empty: node({ width: ['INT', { max: 100 }] }, ['IMAGE']),
  Save: node({ images: ['IMAGE'] }, [], true),
};
const filter = node({ image: ['IMAGE'] }, ['IMAGE']);
const loader = (...models: string[]) => node({ name: [models] }, ['IMAGE']);

const set = (hash: string, more: ObjectInfo): NodeSet => ({
  hash,
  definitions: { ...COMMON, ...more },
});
function judge(prompt: object, ...sets: NodeSet[]) {
  const definitions = mergeObjectInfo(sets.map((one) => one.definitions));
  return validateForSets(
    { prompt, partialTargets: null, hasFile: () => true },
    { sets, definitions },
  );
}

/** A picture, by way of these classes, saved. */
const chain = (...classes: string[]) => {
  const filters = classes.map((name, index) => [
    `f${index}`,
    { class_type: name, inputs: { image: [index === 0 ? '1' : `f${index - 1}`, 0] } },
  ]);
  const last = classes.length === 0 ? '1' : `f${classes.length - 1}`;
  return {
    '1': { class_type: 'Empty', inputs: { width: 8 } },
    ...(Object.fromEntries(filters) as object),
    '9': { class_type: 'Save', inputs: { images: [last, 0] } },
  };
};
const loading = (...models: string[]) =>
  Object.fromEntries(
    models.flatMap((name, index) => [
      [`l${index}`, { class_type: 'Loader', inputs: { name } }],
      [`s${index}`, { class_type: 'Save', inputs: { images: [`l${index}`, 0] } }],
    ]),
  ) as object;

test('one set that can run all of it is enough; the others are told', () => {
  const [rich, plain] = [set('rich', { Blur: filter }), set('plain', {})];
  expect(judge(chain('Blur'), plain, rich)).toMatchObject({
    ...{ valid: true, outputNodes: ['9'], without: ['plain'] },
    fitting: [{ hash: 'rich' }],
  });
  expect(judge(chain(), plain, rich)).toMatchObject({ valid: true, without: [] });
  expect(judge(chain(), plain)).toMatchObject({ valid: true, without: [] });
});

test('a set whose lists lack a model, or that runs fewer outputs, does not get it', () => {
  const [one, two] = [
    set('one', { Loader: loader('a') }),
    set('two', { Loader: loader('a', 'b') }),
  ];
  expect(judge(loading('b'), one, two)).toMatchObject({ valid: true, without: ['one'] });
  const both = judge(loading('a', 'b'), one, two);
  expect(both).toMatchObject({ valid: true, outputNodes: ['s0', 's1'], without: ['one'] });
  expect(both.nodeErrors).toEqual({});
});

test('what no slot has is named as ComfyUI names it', () => {
  const [one, two] = [set('one', { Blur: filter }), set('two', { Loader: loader('a') })];
  expect(judge(chain('Blur', 'Nowhere'), one, two)).toMatchObject({
    valid: false,
    error: {
      type: 'missing_node_type',
      message: 'Cannot execute because node Nowhere does not exist.',
      extra_info: { node_id: 'f1', class_type: 'Nowhere' },
    },
  });
  expect(judge(loading('b'), one, two)).toMatchObject({
    valid: false,
    error: { type: 'prompt_outputs_failed_validation' },
    nodeErrors: {
      l0: { errors: [{ type: 'value_not_in_list', details: "name: 'b' not in ['a']" }] },
    },
  });
});

test('nodes that are there, but never together, are said to be so', () => {
  const sets = [set('one', { Blur: filter, Mask: filter }), set('two', { Sharpen: filter })];
  const verdict = judge(chain('Blur', 'Sharpen', 'Mask'), ...sets);
  expect(verdict).toMatchObject({
    valid: false,
    error: {
      ...{ type: 'missing_node_type', details: "Node ID '#f1'" },
      extra_info: { node_id: 'f1', class_type: 'Sharpen', node_title: null },
    },
    nodeErrors: {},
  });
  expect(verdict).toHaveProperty(
    'error.message',
    'Cannot execute because the nodes of this graph are on different runners of the pool, and no ' +
      'single one has all of it. The one that has most of them lacks Sharpen.',
  );
});

test('models that are there, but never together, are said to be so', () => {
  const sets = [set('one', { Loader: loader('a') }), set('two', { Loader: loader('b') })];
  const graph = {
    ...{ a: { class_type: 'Loader', inputs: { name: 'a' } } },
    ...{ b: { class_type: 'Loader', inputs: { name: 'b' } } },
    mix: { class_type: 'Mix', inputs: { one: ['a', 0], two: ['b', 0] } },
  };
  const mix = node({ one: ['IMAGE'], two: ['IMAGE'] }, [], true);
  const verdict = judge(
    graph,
    ...sets.map(({ hash, definitions }) => ({ hash, definitions: { ...definitions, Mix: mix } })),
  );
  expect(verdict).toMatchObject({
    valid: false,
    error: { type: 'prompt_outputs_failed_validation' },
    nodeErrors: { b: { errors: [{ type: 'value_not_in_list' }], class_type: 'Loader' } },
  });
  expect(verdict).toHaveProperty(
    'error.message',
    expect.stringContaining('on different runners of the pool'),
  );
});
