/** ComfyUI's validation rules, case by case. */
import { describe, expect, test } from 'vitest';

import type { ObjectInfo } from '@/lib/comfy/object-info';
import { validatePrompt, type PromptVerdict } from '@/lib/comfy/validation/validate-prompt';
import { isRawInteger, parseExactJson } from '@/lib/kernel/exact-json';
import { NODE_DEFINITIONS } from '@/tests/support/node-definitions';
import { PROMPT_CASES } from '@/tests/support/prompt-cases';
import { validateCase } from '@/tests/support/validate-case';

describe('every case of the table is answered as recorded', () => {
  test.each(PROMPT_CASES.map((one) => [one.name, one] as const))('%s', (_name, one) => {
    expect(validateCase(one, NODE_DEFINITIONS)).toEqual(one.expected);
  });
});

function validate(
  prompt: unknown,
  definitions: ObjectInfo = NODE_DEFINITIONS,
  partialTargets: string[] | null = null,
): PromptVerdict {
  return validatePrompt({ prompt, partialTargets, definitions, hasFile: () => false });
}

function errorsOf(verdict: PromptVerdict, nodeId: string) {
  return verdict.nodeErrors[nodeId]?.errors ?? [];
}

const image = {
  class_type: 'EmptyImage',
  inputs: { width: 8, height: 8, batch_size: 1, color: 0 },
};
const save = { class_type: 'SaveImage', inputs: { images: ['1', 0], filename_prefix: 'x' } };

test('the queued graph holds the values that nodes will get, and the posted one is not changed', () => {
  const posted = {
    '1': { ...image, inputs: { ...image.inputs, width: '64', height: 8.9, color: true } },
    '9': { ...save, inputs: { ...save.inputs, filename_prefix: 12 } },
  };
  const before = structuredClone(posted);
  const verdict = validate(posted);
  expect(verdict).toMatchObject({
    valid: true,
    graph: {
      '1': { inputs: { width: 64, height: 8, color: 1 } },
      '9': { inputs: { filename_prefix: '12' } },
    },
    outputNodes: ['9'],
  });
  expect(posted).toEqual(before);
});

test('a client cannot bring is_changed or other fields into a node', () => {
  const verdict = validate({ '1': { ...image, is_changed: ['x'], other: 1 }, '9': save });
  expect(verdict.valid && verdict.graph['1']).toEqual(image);
});

test('a seed of 2^64 - 1 keeps every digit, and one more is refused', () => {
  const definitions: ObjectInfo = {
    Seed: {
      input: { required: { seed: ['INT', { min: 0, max: Number('18446744073709551615') }] } },
      output: [],
      output_node: true,
    },
  };
  const seedOf = (digits: string) =>
    validate(
      parseExactJson(`{"1":{"class_type":"Seed","inputs":{"seed":${digits}}}}`),
      definitions,
    );
  const largest = seedOf('18446744073709551615');
  const seed = largest.valid ? largest.graph['1']?.inputs['seed'] : undefined;
  expect(isRawInteger(seed) && JSON.stringify(seed)).toBe('18446744073709551615');
  expect(errorsOf(seedOf('18446744073709551616'), '1')).toMatchObject([
    {
      type: 'value_bigger_than_max',
      message: expect.stringContaining('18446744073709551616') as string,
    },
  ]);
});

test('more than twenty choices are counted, not listed', () => {
  const definitionWith = (count: number): ObjectInfo => ({
    Pick: {
      input: { required: { model: [Array.from({ length: count }, (_, i) => `m${i}`), {}] } },
      output: [],
      output_node: true,
    },
  });
  const prompt = { '1': { class_type: 'Pick', inputs: { model: "it's" } } };
  const [many] = errorsOf(validate(prompt, definitionWith(21)), '1');
  expect(many).toMatchObject({
    details: "model: 'it's' not in (list of length 21)",
    extra_info: { input_config: null, received_value: "it's" },
  });
  const [few] = errorsOf(validate(prompt, definitionWith(2)), '1');
  expect(few).toMatchObject({
    details: "model: 'it's' not in ['m0', 'm1']",
    extra_info: { input_config: [['m0', 'm1'], {}] },
  });
});

test('choices of the newer style are checked, several of them where several are allowed', () => {
  const definitions: ObjectInfo = {
    Pick: {
      input: {
        required: { one: ['COMBO', { options: ['a', 'b'] }] },
        optional: {
          some: ['COMBO', { options: ['a', 'b'], multiselect: true }],
          far: ['COMBO', { remote: { route: '/x' } }],
        },
      },
      output: [],
      output_node: true,
    },
  };
  const pick = (inputs: object) => validate({ '1': { class_type: 'Pick', inputs } }, definitions);
  expect(pick({ one: 'a', some: { __value__: ['a', 'b'] }, far: 'any' }).valid).toBe(true);
  expect(errorsOf(pick({ one: 'c', some: { __value__: ['a', 'x'] } }), '1')).toMatchObject([
    { details: "one: 'c' not in ['a', 'b']" },
    { details: "some: 'x' not in ['a', 'b']" },
  ]);
});

test('unions of types fit when they share one', () => {
  const definitions: ObjectInfo = {
    Give: { input: {}, output: ['FLOAT,INT'], output_node: false },
    Take: { input: { required: { x: ['INT, STRING'] } }, output: [], output_node: true },
    Refuse: { input: { required: { x: ['STRING,IMAGE'] } }, output: [], output_node: true },
  };
  const prompt = {
    '1': { class_type: 'Give', inputs: {} },
    '2': { class_type: 'Take', inputs: { x: ['1', 0] } },
    '3': { class_type: 'Refuse', inputs: { x: ['1', 0] } },
  };
  const verdict = validate(prompt, definitions);
  expect(verdict).toMatchObject({ valid: true, outputNodes: ['2'] });
  expect(errorsOf(verdict, '3')).toMatchObject([
    {
      type: 'return_type_mismatch',
      details: 'x, received_type(FLOAT,INT) mismatch input_type(STRING,IMAGE)',
      extra_info: { linked_node: ['1', 0], received_type: 'FLOAT,INT' },
    },
  ]);
});

test('a bad node blames every output that fails after it', () => {
  const verdict = validate({
    '1': { class_type: 'EmptyImage', inputs: {} },
    '8': save,
    '9': { class_type: 'PreviewImage', inputs: { images: ['1', 0] } },
  });
  expect(verdict.nodeErrors['1']).toMatchObject({
    dependent_outputs: ['8', '9'],
    class_type: 'EmptyImage',
  });
  expect(verdict.valid ? null : verdict.error.details).toBe('');
});

test('inputs that only the runner knows are let through, and what is linked into them is judged', () => {
  const definitions: ObjectInfo = {
    ...NODE_DEFINITIONS,
    Batch: {
      input: { required: { images: ['COMFY_AUTOGROW_V3', { template: {} }] } },
      output: [],
      output_node: true,
    },
  };
  const batch = (link: unknown) => ({
    '1': { class_type: 'EmptyImage', inputs: {} },
    '2': { class_type: 'Batch', inputs: { 'images.image0': link } },
  });
  expect(errorsOf(validate(batch(['1', 0]), definitions), '1')).toHaveLength(4);
  expect(errorsOf(validate(batch(['5', 0]), definitions), '2')).toMatchObject([
    { type: 'exception_during_validation', details: "'5'" },
  ]);
});

test('an endless chain is an error, not a crash', () => {
  const chain: Record<string, unknown> = { '0': image };
  for (let i = 1; i < 4_900; i += 1) {
    chain[String(i)] = { class_type: 'ImageInvert', inputs: { image: [String(i - 1), 0] } };
  }
  chain['end'] = { class_type: 'PreviewImage', inputs: { images: ['4899', 0] } };
  const verdict = validate(chain);
  expect(verdict.valid).toBe(false);
  expect(Object.values(verdict.nodeErrors)[0]?.errors[0]).toMatchObject({
    type: 'exception_during_inner_validation',
    extra_info: { exception_type: 'RecursionError' },
  });
});
