import { expect, test } from 'vitest';

import { moveInGrid, type Box } from './grid-move';

// Two rows: three narrow tiles, then two wide ones.
const boxes: Box[] = [
  { left: 0, top: 0, width: 100 },
  { left: 100, top: 0, width: 100 },
  { left: 200, top: 0, width: 100 },
  { left: 0, top: 110, width: 150 },
  { left: 150, top: 110, width: 150 },
];

test('left and right follow the reading order and stop at the ends', () => {
  expect(moveInGrid(boxes, 2, 'ArrowRight')).toBe(3);
  expect(moveInGrid(boxes, 0, 'ArrowLeft')).toBeNull();
  expect(moveInGrid(boxes, 4, 'ArrowRight')).toBeNull();
});

test('up and down go to the tile that lies nearest in the next row', () => {
  expect(moveInGrid(boxes, 2, 'ArrowDown')).toBe(4);
  expect(moveInGrid(boxes, 0, 'ArrowDown')).toBe(3);
  expect(moveInGrid(boxes, 4, 'ArrowUp')).toBe(2);
  expect(moveInGrid(boxes, 3, 'ArrowDown')).toBeNull();
});

test('Home and End go to the first and the last tile, other keys nowhere', () => {
  expect(moveInGrid(boxes, 3, 'Home')).toBe(0);
  expect(moveInGrid(boxes, 1, 'End')).toBe(4);
  expect(moveInGrid(boxes, 1, 'a')).toBeNull();
});
