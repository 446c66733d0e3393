import { expect, test } from 'vitest';

import { makeItem } from '../make-item';
import { justifyRows } from './justify-rows';
import { activeAfter, reachableTile } from './roving-tile';

const list = (text: string): { id: string }[] => Array.from(text, (id) => ({ id }));

test('a tile that stays in the list stays active, wherever it went', () => {
  expect(activeAfter(list('abc'), list('xyabc'), 'b')).toBe('b');
  expect(activeAfter(list('abc'), list('b'), 'b')).toBe('b');
  expect(activeAfter(list('abc'), list('abcd'), null)).toBeNull();
});

test('what comes into the place of a tile that left is active after it', () => {
  expect(activeAfter(list('abcd'), list('acd'), 'b')).toBe('c');
  expect(activeAfter(list('abcd'), list('xacd'), 'b')).toBe('c');
  expect(activeAfter(list('abcdef'), list('ade'), 'b')).toBe('d');
});

test('at the end of the list it is the last tile that is left', () => {
  expect(activeAfter(list('abcd'), list('abc'), 'd')).toBe('c');
  expect(activeAfter(list('abcd'), list('a'), 'c')).toBe('a');
});

test('when all are gone it is the first of what is there instead, or none', () => {
  expect(activeAfter(list('abc'), list('xyz'), 'b')).toBe('x');
  expect(activeAfter(list('abc'), [], 'b')).toBeNull();
});

// A heading (row 0), then rows of two tiles: 1, 2, …, 10.
const items = Array.from({ length: 20 }, (_, index) => makeItem(100 - index));
const layout = justifyRows(items, {
  timeZone: 'UTC',
  shape: { width: 210, rowHeight: 100, gap: 10, headingHeight: 40, dayGap: 20 },
});

test('the rows are as these tests take them to be', () => {
  expect(layout.places.map(({ row }) => row).slice(0, 5)).toEqual([1, 1, 2, 2, 3]);
});

test('Tab leads to the active tile while that exists', () => {
  expect(reachableTile(layout, [0, 1, 2, 3], 0, 3)).toBe(3);
});

test('without an active tile, Tab leads to the first in sight', () => {
  expect(reachableTile(layout, [0, 1, 2, 3], 0, null)).toBe(0);
  expect(reachableTile(layout, [0, 5, 6, 7, 8], 6, null)).toBe(10);
});

test('it leads to a tile that exists when none is in sight, or the active one is far away', () => {
  expect(reachableTile(layout, [0, 1, 2], 9, null)).toBe(0);
  expect(reachableTile(layout, [0, 7, 8], 7, 1)).toBe(12);
  expect(reachableTile(layout, [0], 0, null)).toBeNull();
});
