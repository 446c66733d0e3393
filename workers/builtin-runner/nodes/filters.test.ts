import { expect, test } from 'vitest';

import { pixelsOf, redImage, rowsOf } from '@/tests/support/run-node';

import { imageBlend, imageBlur, imageSharpen } from './filters';

const DOT = redImage([
  [0, 0, 0],
  [0, 1, 0],
  [0, 0, 0],
]);

function blend(mode: string, factor: number) {
  return pixelsOf(imageBlend, {
    image1: redImage([[0.25, 0.75]]),
    image2: redImage([[0.5, 0.5]]),
    blend_factor: factor,
    blend_mode: mode,
  });
}

test('blending follows the rule of the mode and the share', async () => {
  expect(rowsOf(await blend('normal', 0.5))).toEqual([[0.375, 0.625]]);
  expect(rowsOf(await blend('multiply', 1))).toEqual([[0.125, 0.375]]);
  expect(rowsOf(await blend('screen', 1))).toEqual([[0.625, 0.875]]);
  expect(rowsOf(await blend('overlay', 1))).toEqual([[0.25, 0.75]]);
  expect(rowsOf(await blend('difference', 1))).toEqual([[0, 0.25]]);
  expect(rowsOf(await blend('soft_light', 1))).toEqual([[0.25, 0.75]]);
});

test('a blur spreads a dot and keeps even parts even', async () => {
  const blurred = await pixelsOf(imageBlur, { image: DOT, blur_radius: 1, sigma: 1 });
  const [middle, edge, corner] = [blurred.data[4 * 3], blurred.data[1 * 3], blurred.data[0]];
  expect(middle).toBeCloseTo(0.2042, 3);
  expect(edge).toBeCloseTo(0.1238 * 2, 3);
  expect(corner).toBeCloseTo(0.0751 * 4, 3);
  expect(
    rowsOf(blurred, 2)
      .flat()
      .every((value) => value === 0.5),
  ).toBe(true);
});

test('one pass and two passes agree', async () => {
  const size = { length: 16 };
  const image = redImage(
    Array.from(size, (_, y) => Array.from(size, (_unused, x) => ((x * 7 + y * 13) % 11) / 11)),
  );
  const narrow = await pixelsOf(imageBlur, { image, blur_radius: 4, sigma: 0.2 });
  const wide = await pixelsOf(imageBlur, { image, blur_radius: 5, sigma: 0.2 });
  expect(wide).toMatchObject({ width: 16, height: 16 });
  expect(Math.abs((narrow.data[300] ?? 0) - (wide.data[300] ?? 9))).toBeLessThan(0.05);
});

test('sharpening makes a dot no darker and stays between 0 and 1', async () => {
  const sharp = await pixelsOf(imageSharpen, {
    image: DOT,
    sharpen_radius: 1,
    sigma: 1,
    alpha: 0.2,
  });
  expect(rowsOf(sharp)[1]?.[1]).toBe(1);
  expect(
    rowsOf(sharp)
      .flat()
      .every((value) => value >= 0 && value <= 1),
  ).toBe(true);
});

test('a radius that reaches beyond the picture is refused', async () => {
  await expect(pixelsOf(imageBlur, { image: DOT, blur_radius: 3, sigma: 1 })).rejects.toThrow(
    /Padding size should be less/,
  );
});
