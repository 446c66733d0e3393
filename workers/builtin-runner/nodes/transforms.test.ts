import { expect, test } from 'vitest';

import { pixelsOf, redImage, rowsOf, runNodeAlone } from '@/tests/support/run-node';

import type { Pixels } from '../pixels/pixels';
import { imageStitch } from './stitch';
import { imageCrop, imageFlip, imagePadForOutpaint, imageRotate } from './transforms';

const GRID = redImage([
  [0, 0.1, 0.2],
  [0.3, 0.4, 0.5],
]);

test('a crop is cut to what is there', async () => {
  const cropped = await pixelsOf(imageCrop, { image: GRID, width: 9, height: 1, x: 1, y: 7 });
  expect(rowsOf(cropped)).toEqual([[0.4, 0.5]]);
});

test('flipping mirrors in the named direction', async () => {
  const down = await pixelsOf(imageFlip, { image: GRID, flip_method: 'x-axis: vertically' });
  const across = await pixelsOf(imageFlip, { image: GRID, flip_method: 'y-axis: horizontally' });
  expect(rowsOf(down)[0]).toEqual([0.3, 0.4, 0.5]);
  expect(rowsOf(across)[0]).toEqual([0.2, 0.1, 0]);
});

test('turns go clockwise', async () => {
  const turn = async (rotation: string) =>
    rowsOf(await pixelsOf(imageRotate, { image: GRID, rotation }));
  expect(await turn('90 degrees')).toEqual([
    [0.3, 0],
    [0.4, 0.1],
    [0.5, 0.2],
  ]);
  expect(await turn('180 degrees')).toEqual([
    [0.5, 0.4, 0.3],
    [0.2, 0.1, 0],
  ]);
  expect(await turn('270 degrees')).toEqual([
    [0.2, 0.5],
    [0.1, 0.4],
    [0, 0.3],
  ]);
});

test('padding is grey, and the mask says where', async () => {
  const { outputs } = await runNodeAlone(imagePadForOutpaint, {
    image: GRID,
    left: 1,
    top: 0,
    right: 0,
    bottom: 1,
    feathering: 0,
  });
  const [image, mask] = outputs as [Pixels, Pixels];
  expect(rowsOf(image)).toEqual([
    [0.5, 0, 0.1, 0.2],
    [0.5, 0.3, 0.4, 0.5],
    [0.5, 0.5, 0.5, 0.5],
  ]);
  expect(rowsOf(mask)).toEqual([
    [1, 0, 0, 0],
    [1, 0, 0, 0],
    [1, 1, 1, 1],
  ]);
});

test('stitching centres the smaller picture and puts the spacing between', async () => {
  const stitched = await pixelsOf(imageStitch, {
    image1: GRID,
    image2: redImage([[0.9]]),
    direction: 'left',
    match_image_size: false,
    spacing_width: 1,
    spacing_color: 'black',
  });
  expect(rowsOf(stitched)).toEqual([
    [0.9, 0, 0, 0, 0.1, 0.2],
    [0, 0, 0, 0.3, 0.4, 0.5],
  ]);
});
