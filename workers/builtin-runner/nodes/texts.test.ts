import { expect, test } from 'vitest';

import { redImage, runNodeAlone } from '@/tests/support/run-node';

import type { NodeDefinition } from '../engine/node-definition';
import type { Value } from '../engine/values';
import { rebatchImages } from './batches';
import { getImageSize, previewAny } from './information';
import {
  caseConverter,
  primitives,
  stringConcatenate,
  stringLength,
  stringReplace,
  stringSubstring,
  stringTrim,
} from './texts';

async function first(node: NodeDefinition, inputs: Record<string, Value>): Promise<unknown> {
  return (await runNodeAlone(node, inputs)).outputs[0];
}

test('texts are joined, replaced and cut as ComfyUI does it', async () => {
  const joined = { string_a: 'a', string_b: 'b', delimiter: ', ' };
  expect(await first(stringConcatenate, joined)).toBe('a, b');
  expect(await first(stringReplace, { string: 'a.b.', find: '.', replace: '$&' })).toBe('a$&b$&');
  expect(await first(stringReplace, { string: 'ab', find: '', replace: '-' })).toBe('-a-b-');
  expect(await first(stringSubstring, { string: 'héllo😀', start: -2, end: 99 })).toBe('o😀');
  expect(await first(stringLength, { string: 'o😀' })).toBe(2);
  expect(await first(stringTrim, { string: '\x1c a ', mode: 'Both' })).toBe('a');
});

test('cases follow letters and not words', async () => {
  const convert = (string: string, mode: string) => first(caseConverter, { string, mode });
  expect(await convert("they're ÉTÉ2x", 'Title Case')).toBe("They'Re Été2X");
  expect(await convert('hELLO wORLD', 'Capitalize')).toBe('Hello world');
  expect(await convert('straße', 'UPPERCASE')).toBe('STRASSE');
});

test('constants pass through unchanged', async () => {
  for (const [index, value] of [7, 1.5, 'x', 'y\nz', true].entries()) {
    expect(await first(primitives[index] as NodeDefinition, { value })).toBe(value);
  }
});

test('anything is shown as a text', async () => {
  const shown = async (source: Value, type: string | null = null) =>
    (await runNodeAlone(previewAny, { source }, { linkedType: () => type })).ui;
  expect(await shown(3, 'FLOAT')).toEqual({ text: ['3.0'] });
  expect(await shown(3, 'INT')).toEqual({ text: ['3'] });
  expect(await shown(true)).toEqual({ text: ['True'] });
  expect(await shown(redImage([[0]]))).toEqual({ text: ['image: batch of 1, 1 × 1, 3 channels'] });
});

test('the size of a picture is returned and told', async () => {
  const told: string[] = [];
  const text = (line: string): void => void told.push(line);
  const { outputs } = await runNodeAlone(getImageSize, { image: redImage([[0, 0]]) }, { text });
  expect(outputs).toEqual([2, 1, 1]);
  expect(told).toEqual(['width: 2, height: 1\n batch size: 1']);
});

test('batches are regrouped over all items of a list', async () => {
  const images = [redImage([[0]]), redImage([[1]]), redImage([[0.5]])];
  const { outputs } = await runNodeAlone(rebatchImages, { images, batch_size: [2] });
  expect((outputs[0] as { batch: number }[]).map(({ batch }) => batch)).toEqual([2, 1]);
});
