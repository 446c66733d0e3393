import { expect, test } from 'vitest';

import { pixelsOf, redImage, rowsOf } from '@/tests/support/run-node';

import { emptyImage, imageInvert, imageScale, imageScaleBy } from './basic-images';

const RAMP = redImage([
  [0, 0.25, 0.5, 0.75],
  [1, 0.75, 0.5, 0.25],
]);

function scale(method: string, width: number, height: number, crop = 'disabled') {
  return pixelsOf(imageScale, { image: RAMP, upscale_method: method, width, height, crop });
}

test('an empty image has the colour that was asked for, in every pixel', async () => {
  const image = await pixelsOf(emptyImage, { width: 2, height: 1, batch_size: 2, color: 0x3300ff });
  expect([...image.data]).toEqual(Array.from({ length: 4 }, () => [Math.fround(0.2), 0, 1]).flat());
});

test('inverting twice gives the picture back', async () => {
  const once = await pixelsOf(imageInvert, { image: RAMP });
  expect(rowsOf(once)[0]).toEqual([1, 0.75, 0.5, 0.25]);
  expect(await pixelsOf(imageInvert, { image: once })).toEqual(RAMP);
});

test('each method of scaling takes its own neighbours', async () => {
  expect(rowsOf(await scale('nearest-exact', 2, 2))).toEqual([
    [0.25, 0.75],
    [0.75, 0.25],
  ]);
  expect(rowsOf(await scale('area', 2, 1))).toEqual([[0.5, 0.5]]);
  expect(rowsOf(await scale('bilinear', 8, 2))[0]).toEqual([
    0, 0.0625, 0.1875, 0.3125, 0.4375, 0.5625, 0.6875, 0.75,
  ]);
  expect(rowsOf(await scale('bicubic', 2, 2))).toEqual([
    [0.1016, 0.6484],
    [0.8984, 0.3516],
  ]);
});

test('lanczos works on 8 bits', async () => {
  const scaled = await scale('lanczos', 2, 2);
  expect(
    rowsOf(scaled)
      .flat()
      .map((value) => value * 255)
      .every((value) => Math.abs(value - Math.round(value)) < 0.02),
  ).toBe(true);
});

test('one side of zero follows from the other; two leave the picture alone', async () => {
  expect(await scale('area', 0, 1)).toMatchObject({ width: 2, height: 1 });
  expect(await scale('area', 2, 0)).toMatchObject({ width: 2, height: 1 });
  expect(await scale('area', 0, 0)).toBe(RAMP);
});

test('cropping in the middle keeps proportions', async () => {
  expect(rowsOf(await scale('nearest-exact', 2, 2, 'center'))).toEqual([
    [0.25, 0.5],
    [0.75, 0.5],
  ]);
});

test('scaling a picture away, or beyond what fits, is refused', async () => {
  const tiny = redImage([[0]]);
  await expect(
    pixelsOf(imageScaleBy, { image: tiny, upscale_method: 'area', scale_by: 0.01 }),
  ).rejects.toThrow(/should be greater than 0/);
  await expect(
    pixelsOf(emptyImage, { width: 16384, height: 16384, batch_size: 4096, color: 0 }),
  ).rejects.toThrow(/too large/);
});
