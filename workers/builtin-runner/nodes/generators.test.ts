import { expect, test } from 'vitest';

import { pixelsOf, redImage, rowsOf, runNodeAlone } from '@/tests/support/run-node';

import { InterruptedError } from '../engine/errors';
import { drawTinyText } from '../pixels/tiny-font';
import { atelierGradient, atelierNoise, atelierTextImage } from './generators';
import { atelierTimer } from './timer';

const noise = (seed: number) =>
  pixelsOf(atelierNoise, { seed, width: 8, height: 8, kind: 'clouds', scale: 2 });

test('a gradient goes from one colour to the other', async () => {
  const image = await pixelsOf(atelierGradient, {
    width: 4,
    height: 1,
    from_color: 0,
    to_color: 0xff0000,
    direction: 'horizontal',
  });
  expect(rowsOf(image)).toEqual([[0.125, 0.375, 0.625, 0.875]]);
});

test('one seed makes one picture, another seed another', async () => {
  expect(await noise(7)).toEqual(await noise(7));
  expect(await noise(7)).not.toEqual(await noise(8));
});

test('a text leaves ink in the middle and the edges alone', async () => {
  const rows = Array.from({ length: 60 }, () => Array.from({ length: 200 }, () => 0));
  const inputs = { image: redImage(rows), text: 'HI', size: 40, color: 0xff0000 };
  const image = await pixelsOf(atelierTextImage, { ...inputs, position: 'middle' });
  const red = rowsOf(image);
  expect(red.flat().filter((value) => value > 0.9).length).toBeGreaterThan(50);
  expect(red[0]?.every((value) => value === 0)).toBe(true);
});

test('the font of dots draws what it knows and a box for the rest', () => {
  const { width, height, bytes } = drawTinyText('i', 8);
  const picture = Array.from({ length: height }, (_, y) =>
    Array.from({ length: width }, (_unused, x) => (bytes[y * width + x] ? '#' : '.')).join(''),
  );
  expect(picture).toEqual([
    '.###..',
    '..#...',
    '..#...',
    '..#...',
    '..#...',
    '..#...',
    '.###..',
    '......',
  ]);
  expect(drawTinyText('\u4e2d', 8).bytes.some((value) => value > 0)).toBe(true);
});

test('the timer tells every step with a preview and can be interrupted', async () => {
  const steps: number[] = [];
  const inputs = { seconds: 0.02, steps: 4, width: 16, height: 16 };
  await runNodeAlone(atelierTimer, inputs, {
    wantsPreviews: () => true,
    progress: (value, max, preview) => {
      expect(preview?.subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
      expect(max).toBe(4);
      steps.push(value);
    },
  });
  expect(steps).toEqual([1, 2, 3, 4]);
  const checkpoint = (): Promise<void> => Promise.reject(new InterruptedError());
  await expect(
    runNodeAlone(atelierTimer, { ...inputs, seconds: 60 }, { checkpoint }),
  ).rejects.toThrow(InterruptedError);
});
