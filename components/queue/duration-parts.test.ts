import { expect, test } from 'vitest';

import { durationParts } from './duration-parts';

test('a duration has few digits and one unit, and is never nothing', () => {
  expect(durationParts(0)).toEqual({ value: 1, unit: 'seconds' });
  expect(durationParts(89.4)).toEqual({ value: 89, unit: 'seconds' });
  expect(durationParts(100)).toEqual({ value: 2, unit: 'minutes' });
  expect(durationParts(5_399)).toEqual({ value: 90, unit: 'minutes' });
  expect(durationParts(9_000)).toEqual({ value: 2.5, unit: 'hours' });
});
