import { expect, test } from 'vitest';

import type { HistorySlice } from '@/lib/domain/gallery-item';

import { changed, createJoiner, withBeginning, without, type GalleryData } from './gallery-cache';
import { makeItem } from './make-item';

const SIZE = 3;

/** What a server with these items answers behind an item, newest first. */
function slice(numbers: readonly number[], behind = Infinity): HistorySlice {
  const sorted = [...numbers].sort((a, b) => b - a).filter((number) => number < behind);
  const items = sorted.slice(0, SIZE).map((number) => makeItem(number));
  const hasMore = sorted.length > SIZE;
  return { items, pageSize: SIZE, hasMore, next: hasMore ? (items.at(-1)?.id ?? null) : null };
}

const dataOf = (...pages: HistorySlice[]): GalleryData => ({
  pages,
  pageParams: pages.map(() => ''),
});
const shown = (data: GalleryData): string[] => createJoiner()(data.pages).map(({ id }) => id);
const ids = (...numbers: number[]): Set<string> => new Set(numbers.map((one) => makeItem(one).id));
const known = dataOf(slice([1, 2, 3, 4, 5, 6, 7]), slice([1, 2, 3, 4, 5, 6, 7], 5));

test('what was put together is taken on when only more comes behind', () => {
  const join = createJoiner();
  const [first, second] = known.pages as [HistorySlice, HistorySlice];
  const one = join([first]);
  expect(join([first])).toBe(one);
  const both = join([first, second]);
  expect(both.map(({ id }) => id)).toEqual(['0007', '0006', '0005', '0004', '0003', '0002']);
  const altered = { ...first, items: first.items.slice(1) };
  expect(join([altered, second]).map(({ id }) => id)[0]).toBe('0006');
  expect(join([first])).toHaveLength(3);
});

test('items go from any slice, and data without them stays the same object', () => {
  expect(shown(without(known, ids(7, 3)))).toEqual(['0006', '0005', '0004', '0002']);
  expect(without(known, ids(99))).toBe(known);
});

test('a change reaches the items that are named, and copies no other slice', () => {
  const marked = changed(known, ids(4), (item) => ({ ...item, favourite: true }));
  expect(marked.pages[0]).toBe(known.pages[0]);
  expect(marked.pages[1]?.items.map(({ favourite }) => favourite)).toEqual([true, false, false]);
  expect(changed(known, ids(99), (item) => item)).toBe(known);
});

test('a beginning fetched anew brings new items, takes away gone ones, and keeps the rest', () => {
  const server = [1, 2, 3, 4, 5, 7, 8];
  const renewed = withBeginning(known, slice(server));
  expect(shown(renewed)).toEqual(['0008', '0007', '0005', '0004', '0003', '0002']);
  expect(renewed.pages.at(-1)?.next).toBe(known.pages.at(-1)?.next);
});

test('after so many new items that nothing known is near, the list begins anew', () => {
  const renewed = withBeginning(known, slice([1, 2, 3, 4, 5, 6, 7, 20, 21, 22, 23, 24]));
  expect(shown(renewed)).toEqual(['0024', '0023', '0022']);
  expect(renewed.pages[0]?.next).toBe('0022');
});

test('a beginning that is all there is replaces everything', () => {
  expect(shown(withBeginning(known, slice([9])))).toEqual(['0009']);
  expect(shown(withBeginning(known, slice([])))).toEqual([]);
});
