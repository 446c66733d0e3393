import { expect, test } from 'vitest';

import { isStackBelow, stackUrls } from './called-by-editor';

const ROOTS = ['https://a.example/studio/assets/', 'https://a.example/studio/extensions/'];
const own = 'https://a.example/_next/static/chunks/own.js';
const other = 'https://a.example/_next/static/chunks/react.js';
const editor = 'https://a.example/studio/assets/GraphView-Bt0QZMwI.js';

const chrome = (...urls: string[]): string =>
  ['Error', ...urls.map((url, index) => `    at f${index} (${url}:1:${index + 10})`)].join('\n');
const firefox = (...urls: string[]): string =>
  urls.map((url, index) => `f${index}@${url}:1:${index + 10}`).join('\n');

test.each([
  ['Chromium', chrome],
  ['Firefox', firefox],
])('%s: the innermost foreign file decides who calls', (_, stack) => {
  expect(isStackBelow(stack(own, own, editor, other), ROOTS)).toBe(true);
  expect(isStackBelow(stack(own, own, other, editor), ROOTS)).toBe(false);
  expect(isStackBelow(stack(own), ROOTS)).toBe(false);
});

test('an extension of a custom node is the editor’s as well', () => {
  expect(
    isStackBelow(chrome(own, 'https://a.example/studio/extensions/pack/a%20b.js'), ROOTS),
  ).toBe(true);
});

test('another origin with the same path is not the editor', () => {
  expect(isStackBelow(chrome(own, 'https://b.example/studio/assets/x.js'), ROOTS)).toBe(false);
});

test('frames without a file are passed over', () => {
  const stack = `Error\n    at g (${own}:1:2)\n    at Array.forEach (<anonymous>)\n    at ${editor}:3:4`;
  expect(stackUrls(stack)).toEqual([own, editor]);
  expect(isStackBelow(stack, ROOTS)).toBe(true);
});
