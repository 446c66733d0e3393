import { expect, test } from 'vitest';

import { linePath, roundTop } from './line-path';

const frame = { from: 0, to: 100, top: 10, width: 200, height: 50 };

test('a line goes through its points and breaks where a value is missing', () => {
  const points = [
    [0, 0],
    [50, 10],
    [60, null],
    [100, 5],
  ] as const;
  expect(linePath(points, frame)).toBe('M0.0 50.0L100.0 0.0M200.0 25.0');
});

test('points before the frame are left out', () => {
  expect(linePath([[-10, 3]], frame)).toBe('');
});

test.each([
  [0, 1],
  [0.3, 0.5],
  [1, 1],
  [7, 10],
  [12, 20],
  [99, 100],
  [430, 500],
])('the top above %d is %d', (highest, top) => {
  expect(roundTop(highest)).toBeCloseTo(top);
});
