import { expect, test } from 'vitest';

import { clockOf } from './clock-of';

test.each([
  [0, '0:00'],
  [9, '0:09'],
  [61, '1:01'],
  [600, '10:00'],
  [3_599, '59:59'],
  [36_061, '10:01:01'],
])('%i seconds are %s', (seconds, text) => {
  expect(clockOf(seconds)).toBe(text);
});
