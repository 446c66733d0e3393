import { expect, test } from 'vitest';

import { maskOf, pixelsOf, redImage, rowsOf, runNodeAlone } from '@/tests/support/run-node';

import type { Pixels } from '../pixels/pixels';
import { imageCompositeMasked, joinImageWithAlpha, splitImageWithAlpha } from './composites';
import {
  featherMask,
  growMask,
  imageColorToMask,
  imageToMask,
  maskComposite,
  thresholdMask,
} from './masks';

const DOT = maskOf([
  [0, 0, 0],
  [0, 1, 0],
  [0, 0, 0],
]);

test('channels and colours become masks', async () => {
  const image = redImage([[0.2, 1]]);
  const green = await pixelsOf(imageToMask, { image, channel: 'green' });
  expect(rowsOf(green)).toEqual([[0.8, 0]]);
  const white = { ...image, data: Float32Array.from([1, 1, 1, 0, 0, 0]) };
  const coloured = await pixelsOf(imageColorToMask, { image: white, color: 0xffffff });
  expect(rowsOf(coloured)).toEqual([[1, 0]]);
  await expect(pixelsOf(imageToMask, { image, channel: 'alpha' })).rejects.toThrow(
    'index 3 is out of bounds for dimension 3 with size 3',
  );
});

test('growing follows the sides, and the corners where asked to', async () => {
  const round = await pixelsOf(growMask, { mask: DOT, expand: 1, tapered_corners: true });
  expect(rowsOf(round)).toEqual([
    [0, 1, 0],
    [1, 1, 1],
    [0, 1, 0],
  ]);
  const square = await pixelsOf(growMask, { mask: DOT, expand: 1, tapered_corners: false });
  expect(rowsOf(square).flat()).toEqual(Array.from({ length: 9 }, () => 1));
  const gone = await pixelsOf(growMask, { mask: DOT, expand: -1, tapered_corners: true });
  expect(rowsOf(gone).flat()).toEqual(Array.from({ length: 9 }, () => 0));
});

test('feathering from the far side starts at the first line, as in ComfyUI', async () => {
  const sides = { left: 0, top: 0, bottom: 0 };
  const mask = await pixelsOf(featherMask, { mask: maskOf([[1, 1, 1, 1]]), right: 2, ...sides });
  expect(rowsOf(mask)).toEqual([[0.5, 1, 1, 1]]);
});

test('masks are laid over each other by their rule, within 0 and 1', async () => {
  const combine = async (operation: string) =>
    rowsOf(
      await pixelsOf(maskComposite, {
        destination: maskOf([[0.25, 0.75, 1]]),
        source: maskOf([[0.5, 0.75]]),
        x: 1,
        y: 0,
        operation,
      }),
    )[0];
  expect(await combine('multiply')).toEqual([0.25, 0.375, 0.75]);
  expect(await combine('add')).toEqual([0.25, 1, 1]);
  expect(await combine('subtract')).toEqual([0.25, 0.25, 0.25]);
  // A half is rounded to the even number, which is 0.
  expect(await combine('and')).toEqual([0.25, 0, 1]);
  expect(await combine('xor')).toEqual([0.25, 1, 0]);
});

test('a threshold is not reached by its own value', async () => {
  const mask = await pixelsOf(thresholdMask, { mask: maskOf([[0.3, 0.31]]), value: 0.3 });
  expect(rowsOf(mask)).toEqual([[0, 1]]);
});

test('a masked picture covers only where its mask says', async () => {
  const result = await pixelsOf(imageCompositeMasked, {
    destination: redImage([[0, 0, 0]]),
    source: redImage([[1, 1]]),
    x: 1,
    y: 0,
    resize_source: false,
    mask: maskOf([[0.25, 1]]),
  });
  expect(rowsOf(result)).toEqual([[0, 0.25, 1]]);
});

test('transparency goes in and comes out again', async () => {
  const image = redImage([[0.5, 0.25]]);
  const joined = await pixelsOf(joinImageWithAlpha, { image, alpha: maskOf([[0.25, 1]]) });
  expect(rowsOf(joined, 3)).toEqual([[0.75, 0]]);
  const { outputs } = await runNodeAlone(splitImageWithAlpha, { image: joined });
  const [colours, mask] = outputs as [Pixels, Pixels];
  expect(colours).toEqual(image);
  expect(rowsOf(mask)).toEqual([[0.25, 1]]);
});
