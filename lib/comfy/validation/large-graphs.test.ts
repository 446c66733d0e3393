/** Graphs that are small to send must not be large to judge or to answer. */
import { expect, test } from 'vitest';

import type { ObjectInfo } from '../object-info';
import { validatePrompt, type PromptVerdict } from './validate-prompt';

const DEFINITIONS: ObjectInfo = {
  Bad: { input: { required: { images: ['IMAGE'] } }, output: ['IMAGE'], output_node: true },
  Link: { input: { required: { a: ['*'] } }, output: ['*'], output_node: false },
  Gather: {
    input: { required: { any: ['COMFY_AUTOGROW_V3', {}] } },
    output: ['*'],
    output_node: true,
  },
  Pick: {
    input: { required: { name: [Array.from({ length: 5_000 }, (_, i) => `model ${i}`)] } },
    output: [],
    output_node: true,
  },
};

const validate = (prompt: unknown, partialTargets: string[] | null = null): PromptVerdict =>
  validatePrompt({ prompt, partialTargets, definitions: DEFINITIONS, hasFile: () => false });

function graphOf(count: number, nodeAt: (index: number) => unknown, prefix = ''): object {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`${prefix}${index}`, nodeAt(index)]),
  );
}
const bad = (): unknown => ({ class_type: 'Bad', inputs: {} });
const sizeOf = (verdict: PromptVerdict): number =>
  JSON.stringify(verdict.valid ? verdict.nodeErrors : verdict).length;

test('a graph of more nodes than anybody connects is refused and told the limit', () => {
  expect(validate(graphOf(30_000, bad))).toEqual({
    valid: false,
    error: {
      type: 'invalid_prompt',
      message: 'Cannot execute because the graph has 30000 nodes; the limit is 5000.',
      details: '',
      extra_info: {},
    },
    nodeErrors: {},
  });
});

test('thousands of bad nodes that spoil thousands of outputs have an answer of a few megabytes', () => {
  const verdict = validate(graphOf(5_000, bad));
  expect(Object.keys(verdict.nodeErrors).length).toBeGreaterThan(1_000);
  expect(verdict.nodeErrors['7']?.dependent_outputs).toHaveLength(100);
  expect(sizeOf(verdict)).toBeLessThan(6e6);
  const named = 'x'.repeat(2_000);
  expect(sizeOf(validate(graphOf(5_000, bad, named)))).toBeLessThan(6e6);
});

test('a bad node is blamed by the outputs that failed after it was known', () => {
  const verdict = validate({ '1': bad(), '2': bad(), '3': bad() });
  const dependents = ['1', '2', '3'].map((id) => verdict.nodeErrors[id]?.dependent_outputs);
  expect(dependents).toEqual([['1', '2', '3'], ['2', '3'], ['3']]);
});

test('as many targets as nodes are looked up in no time', () => {
  const ids = Array.from({ length: 400_000 }, (_, index) => `no ${index}`);
  const started = performance.now();
  expect(validate(graphOf(5_000, bad), ids)).toMatchObject({
    error: { type: 'prompt_no_outputs' },
  });
  expect(performance.now() - started).toBeLessThan(2_000);
});

test('the nodes of a long cycle are not each told of all others', () => {
  const prefix = 'y'.repeat(1_000);
  const ring = graphOf(
    940,
    (index) => ({ class_type: 'Link', inputs: { a: [`${prefix}${(index + 1) % 940}`, 0] } }),
    prefix,
  );
  const verdict = validate({
    ...ring,
    out: { class_type: 'Bad', inputs: { images: [`${prefix}0`, 0] } },
  });
  expect(verdict.valid).toBe(false);
  const [error] = verdict.nodeErrors[`${prefix}0`]?.errors ?? [];
  expect(error).toMatchObject({ type: 'dependency_cycle' });
  expect(error?.details).toMatch(/ \(Link\) -> … \(890 more\) -> y{100} \(Link\)$/);
  expect(error?.extra_info['cycle_nodes']).toHaveLength(50);
  expect(sizeOf(verdict)).toBeLessThan(6e6);
});

test('a node that closes a cycle with each of those before it takes no longer', () => {
  const count = 940;
  const nodes = graphOf(
    count,
    (index) => ({
      class_type: 'Gather',
      inputs: Object.fromEntries(
        (index < count - 1
          ? [index + 1]
          : Array.from({ length: count - 1 }, (_, i) => count - 2 - i)
        ).map((to, place) => [`any.${place}`, [`${'z'.repeat(5_000)}${to}`, 0]]),
      ),
    }),
    'z'.repeat(5_000),
  );
  const started = performance.now();
  const verdict = validate(nodes);
  expect(sizeOf(verdict)).toBeLessThan(10e6);
  expect(performance.now() - started).toBeLessThan(10_000);
});

test('a long list of choices is written once for all nodes that link into it', () => {
  const graph = graphOf(4_999, () => ({ class_type: 'Pick', inputs: { name: ['bad', 0] } }));
  const started = performance.now();
  const verdict = validate({ ...graph, bad: bad() });
  expect(verdict.nodeErrors['0']?.errors[0]?.type).toBe('return_type_mismatch');
  expect(sizeOf(verdict)).toBeLessThan(10e6);
  expect(performance.now() - started).toBeLessThan(5_000);
});

test('a value of megabytes is told once, not in every text that quotes it', () => {
  const definitions: ObjectInfo = {
    Size: { input: { required: { width: ['INT'] } }, output: [], output_node: true },
  };
  const value = 'x'.repeat(5_000_000);
  const prompt = { '1': { class_type: 'Size', inputs: { width: value } } };
  const verdict = validatePrompt({
    ...{ prompt, definitions, partialTargets: null },
    hasFile: () => false,
  });
  expect(verdict.nodeErrors['1']?.errors[0]).toMatchObject({
    type: 'invalid_input_type',
    details: expect.stringMatching(/^width, x{19993}…$/) as string,
  });
  expect(sizeOf(verdict)).toBeLessThan(5_200_000);
});
