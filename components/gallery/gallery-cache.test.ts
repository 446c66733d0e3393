import { expect, test } from 'vitest';

import type { HistoryPage } from '@/components/api/types';

import {
  itemsOf,
  nextPage,
  withFirstPage,
  withItem,
  without,
  type GalleryData,
} from './gallery-cache';
import { makeItem } from './make-item';

const SIZE = 3;

const item = (number: number) => makeItem(number);

/** A server that has these items, newest first. */
function pageOf(numbers: readonly number[], page: number): HistoryPage {
  const sorted = [...numbers].sort((a, b) => b - a);
  const items = sorted.slice((page - 1) * SIZE, page * SIZE).map(item);
  return {
    items,
    page,
    pageSize: SIZE,
    total: sorted.length,
    hasMore: page * SIZE < sorted.length,
    next: null,
  };
}

const dataOf = (...pages: HistoryPage[]): GalleryData => ({
  pages,
  pageParams: pages.map(({ page }) => page),
});
const numbersOf = (pages: readonly HistoryPage[]): number[] =>
  itemsOf(pages).map(({ id }) => Number(id));

/** Pages until there are no more, from what is known. */
function readOn(data: GalleryData, server: readonly number[]): number[] {
  const pages = [...data.pages];
  for (let guard = 0; guard < 20; guard += 1) {
    const last = pages.at(-1);
    const next = last && nextPage(last, pages);
    if (next === undefined) break;
    pages.push(pageOf(server, next));
  }
  return numbersOf(pages);
}

test('paging shows every item once when nothing changes', () => {
  const server = [1, 2, 3, 4, 5, 6, 7];
  expect(readOn(dataOf(pageOf(server, 1)), server)).toEqual([7, 6, 5, 4, 3, 2, 1]);
});

test('paging shows every item once although new ones arrived in between', () => {
  const before = dataOf(pageOf([1, 2, 3, 4, 5, 6, 7], 1));
  const server = [1, 2, 3, 4, 5, 6, 7, 8, 9];
  const data = withItem(withItem(before, item(8)), item(9));
  expect(readOn(data, server)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
});

test('paging misses no item although some were deleted in between', () => {
  const before = dataOf(pageOf([1, 2, 3, 4, 5, 6, 7], 1));
  const server = [1, 2, 3, 4, 5, 7];
  expect(readOn(without(before, '0006'), server)).toEqual([7, 5, 4, 3, 2, 1]);
});

test('an item that is known is replaced where it is, and the total stays', () => {
  const data = withItem(dataOf(pageOf([1, 2], 1)), { ...item(1), thumbUrl: '/t' });
  expect(numbersOf(data.pages)).toEqual([2, 1]);
  expect(data.pages[0]?.items[1]?.thumbUrl).toBe('/t');
  expect(data.pages[0]?.total).toBe(2);
});

test('an item that comes back from the trash takes its old place', () => {
  const data = dataOf(pageOf([1, 2, 3], 1));
  expect(numbersOf(withItem(without(data, '0002'), item(2)).pages)).toEqual([3, 2, 1]);
});

test('taking out what is not there changes nothing', () => {
  const data = dataOf(pageOf([1], 1));
  expect(without(data, '0009')).toBe(data);
});

test('a first page fetched anew brings new items, drops deleted ones, and loses no older one', () => {
  const before = dataOf(pageOf([1, 2, 3, 4, 5], 1), pageOf([1, 2, 3, 4, 5], 2));
  const after = withFirstPage(before, pageOf([1, 2, 3, 5, 6], 1));
  expect(numbersOf(after.pages)).toEqual([6, 5, 3, 2, 1]);
  expect(after.pages.every(({ total }) => total === 5)).toBe(true);
});
