import { expect, test } from 'vitest';

import { parseExactJson } from './exact-json';
import { jsonFault } from './json-bounds';

const nested = (levels: number): unknown =>
  JSON.parse(`${'['.repeat(levels)}${']'.repeat(levels)}`);

test('a hundred levels are let through, one more is not, nor any number of them', () => {
  expect(jsonFault(nested(100))).toBeNull();
  expect(jsonFault({ a: [1, 'x', null, { b: {} }] })).toBeNull();
  for (const levels of [101, 20_000, 2_000_000]) {
    expect(jsonFault(nested(levels))).toBe('is nested more than 100 levels deep');
  }
});

test('integers have as many digits as Python reads', () => {
  const listOf = (digits: number): unknown => parseExactJson(`[${'7'.repeat(digits)}]`);
  expect(jsonFault(listOf(4_300))).toBeNull();
  expect(jsonFault(listOf(4_301))).toBe('has an integer of more than 4300 digits');
});
