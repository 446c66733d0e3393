import { expect, test } from 'vitest';

import type { HistorySlice } from '@/lib/domain/gallery-item';

import {
  caughtUp,
  changed,
  createJoiner,
  listOf,
  withBeginning,
  withItems,
  withMore,
  without,
  type GalleryData,
  type KnownSlice,
} from './gallery-cache';
import { makeItem } from './make-item';

const SIZE = 3;

/** What a server with these items answers behind an item, newest first. */
function slice(numbers: readonly number[], behind = Infinity): HistorySlice {
  const sorted = [...numbers].sort((a, b) => b - a).filter((number) => number < behind);
  const items = sorted.slice(0, SIZE).map((number) => makeItem(number));
  const hasMore = sorted.length > SIZE;
  return { items, pageSize: SIZE, hasMore, next: hasMore ? (items.at(-1)?.id ?? null) : null };
}

const asKnown = (one: HistorySlice): KnownSlice => listOf(one).pages[0] as KnownSlice;
const shown = (data: GalleryData): string[] => createJoiner()(data.pages).map(({ id }) => id);
const ids = (...numbers: number[]): Set<string> => new Set(numbers.map((one) => makeItem(one).id));
const known = listOf(slice([1, 2, 3, 4, 5, 6, 7]), slice([1, 2, 3, 4, 5, 6, 7], 5));

test('what was put together is taken on when only more comes behind', () => {
  const join = createJoiner();
  const [first, second] = known.pages as readonly [KnownSlice, KnownSlice];
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
  const renewed = withBeginning(known, asKnown(slice(server)));
  expect(shown(renewed)).toEqual(['0008', '0007', '0005', '0004', '0003', '0002']);
  expect(renewed.pages.at(-1)?.next).toBe(known.pages.at(-1)?.next);
});

test('after so many new items that nothing known is near, the list begins anew', () => {
  const renewed = withBeginning(known, asKnown(slice([1, 2, 3, 4, 5, 6, 7, 20, 21, 22, 23, 24])));
  expect(shown(renewed)).toEqual(['0024', '0023', '0022']);
  expect(renewed.pages[0]?.next).toBe('0022');
});

test('a beginning that is all there is replaces everything', () => {
  expect(shown(withBeginning(known, asKnown(slice([9]))))).toEqual(['0009']);
  expect(shown(withBeginning(known, asKnown(slice([]))))).toEqual([]);
});

test('a slice of the document that is shorter than a beginning is taken over by it', () => {
  const short = listOf({ ...slice([7, 6, 5, 4]), items: [makeItem(7), makeItem(6)], next: '0006' });
  const renewed = withBeginning(short, asKnown(slice([1, 2, 3, 4, 5, 6, 7])));
  expect(shown(renewed)).toEqual(['0007', '0006', '0005']);
  expect(renewed.pages.at(-1)?.next).toBe('0005');
});

test('a beginning whose last item went meanwhile does not cost what lies behind it', () => {
  const without5 = without(known, ids(5));
  const beginning = caughtUp({ pages: [] }, slice([1, 2, 3, 4, 5, 6, 7]), (data) =>
    without(data, ids(5)),
  );
  expect(shown(withBeginning(without5, beginning))).toEqual([
    '0007',
    '0006',
    '0004',
    '0003',
    '0002',
  ]);
});

test('items come back in their places by age, in whatever slice', () => {
  const all = shown(known);
  for (const gone of [7, 6, 5, 4, 3, 2]) {
    const back = withItems(without(known, ids(gone)), [makeItem(gone)]);
    expect(shown(back)).toEqual(all);
    expect(shown(withItems(back, [makeItem(gone)]))).toEqual(all);
  }
  const many = withItems(
    without(known, ids(7, 5, 4, 2)),
    [2, 7, 4, 5].map((one) => makeItem(one)),
  );
  expect(shown(many)).toEqual(all);
  expect(many.pages.map(({ items }) => items.length)).toEqual([3, 3]);
});

test('an item that is there takes the new value, and other slices are not copied', () => {
  const marked = withItems(known, [makeItem(3, { favourite: true })]);
  expect(marked.pages[0]).toBe(known.pages[0]);
  expect(marked.pages[1]?.items.map(({ favourite }) => favourite)).toEqual([false, true, false]);
  expect(withItems(known, [])).toBe(known);
});

test('what lies behind the known end is left out, and is put behind the last when there is no more', () => {
  expect(shown(withItems(known, [makeItem(1)]))).toEqual(shown(known));
  const whole = listOf(slice([7, 6, 5, 4, 3]), slice([7, 6, 5, 4, 3], 5));
  expect(shown(withItems(whole, [makeItem(1)])).at(-1)).toBe('0001');
});

test('after a beginning has been taken over, items still find their places', () => {
  const server = [1, 2, 3, 4, 5, 6, 7, 8];
  const longer = { ...slice(server), items: [8, 7, 6, 5, 4].map((one) => makeItem(one)) };
  const renewed = withBeginning(known, asKnown(longer));
  const back = withItems(without(renewed, ids(5, 3)), [makeItem(5), makeItem(3)]);
  expect(shown(back)).toEqual(['0008', '0007', '0006', '0005', '0004', '0003', '0002']);
});

test('a slice goes behind the list as it is now, and only where it goes on', () => {
  const [, second] = known.pages as readonly [KnownSlice, KnownSlice];
  const first = listOf(slice([1, 2, 3, 4, 5, 6, 7]));
  const without6 = without(first, ids(6));
  expect(shown(withMore(without6, '0005', second))).toEqual([
    '0007',
    '0005',
    '0004',
    '0003',
    '0002',
  ]);
  expect(withMore(known, '0005', second)).toBe(known);
});

test('what was changed while a slice was on its way is changed in it too', () => {
  const first = listOf(slice([1, 2, 3, 4, 5, 6, 7]));
  const read = slice([1, 2, 4, 5, 6, 7], 5);
  const arrived = caughtUp(first, read, (data) =>
    withItems(without(data, ids(4)), [makeItem(6), makeItem(3)]),
  );
  // 6 is of the slice before.
  expect(arrived.items.map(({ id }) => id)).toEqual(['0003', '0002', '0001']);
});
