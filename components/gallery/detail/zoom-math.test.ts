import { expect, test } from 'vitest';

import { bounded, fittedSize, FITTED, zoomedAt } from './zoom-math';

const window = { width: 800, height: 600 };

test('a large picture is fitted, a small one keeps its size', () => {
  expect(fittedSize({ width: 4000, height: 1500 }, window)).toEqual({ width: 800, height: 300 });
  expect(fittedSize({ width: 64, height: 64 }, window)).toEqual({ width: 64, height: 64 });
});

test('the point under the pointer stays where it is', () => {
  const point = { x: 120, y: -40 };
  const before = { scale: 2, x: 30, y: 10 };
  const after = zoomedAt(before, 1.5, point);
  expect(after.scale).toBe(3);
  expect((point.x - after.x) / after.scale).toBeCloseTo((point.x - before.x) / before.scale);
  expect((point.y - after.y) / after.scale).toBeCloseTo((point.y - before.y) / before.scale);
});

test('the picture cannot be moved out of the window nor made smaller than fitted', () => {
  const fitted = { width: 800, height: 300 };
  expect(bounded({ scale: 2, x: 9_999, y: -9_999 }, fitted, window)).toEqual({
    scale: 2,
    x: 400,
    y: 0,
  });
  expect(bounded({ scale: 0.2, x: 5, y: 5 }, fitted, window)).toEqual(FITTED);
});
