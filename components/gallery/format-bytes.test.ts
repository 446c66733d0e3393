import { expect, test } from 'vitest';

import { formatBytes } from './format-bytes';

test('sizes are given in the unit that fits', () => {
  expect(formatBytes(1, 'en')).toBe('1 byte');
  expect(formatBytes(999, 'en')).toBe('999 bytes');
  expect(formatBytes(1_000, 'en')).toBe('1 kB');
  expect(formatBytes(1_540_000, 'en')).toBe('1.5 MB');
  expect(formatBytes(3_200_000_000, 'en')).toBe('3.2 GB');
});

test('sizes follow the language', () => {
  expect(formatBytes(1_540_000, 'zh-CN')).toBe('1.5 MB');
});
