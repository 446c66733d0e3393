import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import type { GalleryItem, HistorySlice } from '@/lib/domain/gallery-item';

import { createJoiner, listOf, type GalleryData } from './gallery-cache';
import {
  changeInLists,
  GALLERY_KEY,
  noteChanges,
  putBack,
  removeFromLists,
  settleItems,
  standingIn,
} from './gallery-lists';
import { fetchList, fetchMore, fetchRestored, refreshItem, renewLists } from './gallery-queries';
import { makeItem } from './make-item';

/** Answers are given by the test, in the order that it wants. */
interface Asked {
  readonly path: string;
  readonly answer: (body: object) => Promise<void>;
  readonly fail: () => Promise<void>;
}

let asked: Asked[] = [];
let queries: QueryClient;

beforeEach(() => {
  asked = [];
  queries = new QueryClient();
  vi.stubGlobal('fetch', (path: string) => {
    const { promise, resolve, reject } = Promise.withResolvers<Response>();
    asked.push({
      path,
      answer: async (body) => {
        resolve(Response.json(body));
        await settled();
      },
      fail: async () => {
        reject(new TypeError('failed'));
        await settled();
      },
    });
    return promise;
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  queries.clear();
});

/** Until all that follows from an answer has happened. */
const settled = (): Promise<void> => new Promise((done) => setImmediate(done));

function slice(numbers: readonly number[], isEnd = false): HistorySlice {
  const items = numbers.map((number) => makeItem(number));
  const next = isEnd ? null : `behind ${items.at(-1)?.id ?? ''}`;
  return { items, pageSize: numbers.length, hasMore: !isEnd, next };
}

const ids = (...numbers: number[]): Set<string> => new Set(numbers.map((one) => makeItem(one).id));
const know = (query: string, ...slices: HistorySlice[]): void => {
  queries.setQueryData([GALLERY_KEY, query], listOf(...slices));
};
const itemsOf = (query = ''): readonly GalleryItem[] =>
  createJoiner()(queries.getQueryData<GalleryData>([GALLERY_KEY, query])?.pages ?? []);
const shown = (query = ''): number[] => itemsOf(query).map(({ id }) => Number(id));
const at = (index: number): Asked => {
  const one = asked[index];
  if (one === undefined) throw new Error(`request ${index} was not made`);
  return one;
};

test('what goes and comes while a slice is on its way stays so when it arrives', async () => {
  know('', slice([9, 8, 7]));
  const more = fetchMore(queries, '', 'behind 0007');
  removeFromLists(queries, ids(8, 5));
  settleItems(queries, [makeItem(10)]);
  changeInLists(queries, ids(9, 4), (item) => ({ ...item, favourite: true }));
  await at(0).answer(slice([6, 5, 4]));
  await more;
  expect(shown()).toEqual([10, 9, 7, 6, 4]);
  expect(itemsOf().map(({ favourite }) => favourite)).toEqual([false, true, false, false, true]);
});

test('the same for a list that is fetched as a whole, and for its beginning', async () => {
  know('', slice([9, 8, 7]), slice([6, 5, 4]));
  const whole = fetchList(queries, '', new AbortController().signal);
  await at(0).answer(slice([9, 8, 7]));
  removeFromLists(queries, ids(8, 5));
  await at(1).answer(slice([6, 5, 4]));
  const data = await whole;
  expect(createJoiner()(data.pages).map(({ id }) => Number(id))).toEqual([9, 7, 6, 4]);

  queries.setQueryData([GALLERY_KEY, ''], data);
  const renewing = renewLists(queries);
  await settled();
  removeFromLists(queries, ids(9));
  await at(2).answer(slice([10, 9, 7]));
  await renewing;
  expect(shown()).toEqual([10, 7, 6, 4]);
});

test('of two beginnings that overtake each other the one that was asked for later counts', async () => {
  know('', slice([9, 8, 7]));
  const renewing = [renewLists(queries), renewLists(queries)];
  await settled();
  await at(1).answer(slice([10, 9, 8]));
  await at(0).answer(slice([9, 8, 7]));
  await Promise.all(renewing);
  expect(shown()).toEqual([10, 9, 8, 7].slice(0, shown().length));
  expect(shown()[0]).toBe(10);
});

test('a refused act puts items back where they stood, however deep, with their old values', () => {
  know('', slice([9, 8, 7]), slice([6, 5, 4]));
  know('tag=sea', slice([8, 5], true));
  const standing = standingIn(queries, ids(8, 5));
  removeFromLists(queries, ids(8, 5));
  const since = noteChanges(queries);
  putBack(queries, standing, { ids: ids(8, 5), isMove: true }, since());
  expect(shown()).toEqual([9, 8, 7, 6, 5, 4]);
  expect(shown('tag=sea')).toEqual([8, 5]);
});

test('what else happened while an act was refused is not put back', () => {
  know('', slice([9, 8, 7]), slice([6, 5, 4]));
  const standing = standingIn(queries, ids(8, 5, 4));
  changeInLists(queries, ids(8, 5, 4), (item) => ({ ...item, favourite: true }));
  const since = noteChanges(queries);
  removeFromLists(queries, ids(5));
  changeInLists(queries, ids(4), (item) => ({ ...item, tags: ['sea'] }));
  putBack(queries, standing, { ids: ids(8, 5, 4), isMove: false }, since());
  expect(shown()).toEqual([9, 8, 7, 6, 4]);
  expect(itemsOf().some(({ favourite }) => favourite)).toBe(false);
  expect(itemsOf().at(-1)?.tags).toEqual(['sea']);
});

test('what comes back stands in the lists that it belongs to, and in no list of the trash', () => {
  const trashed = makeItem(5, { deletedAt: '2026-01-01T00:00:00.000Z' });
  know('', slice([9, 8, 7]), slice([6, 4]));
  know('favourite=1', slice([9, 4], true));
  know('trash=1', { ...slice([5], true), items: [trashed] });
  settleItems(queries, [{ ...trashed, deletedAt: null }]);
  expect(shown()).toEqual([9, 8, 7, 6, 5, 4]);
  expect(shown('favourite=1')).toEqual([9, 4]);
  expect(shown('trash=1')).toEqual([]);
});

test('what another window brought back is fetched and put in its place', async () => {
  know('', slice([9, 8, 7]), slice([6, 4]));
  const back = fetchRestored(queries, ['0005', '0008']);
  // The one that stands there already is not asked for.
  expect(asked.map(({ path }) => path)).toEqual(['/api/generations/0005']);
  await at(0).answer(makeItem(5));
  await back;
  expect(shown()).toEqual([9, 8, 7, 6, 5, 4]);
});

test('what was thrown away again meanwhile does not come back', async () => {
  know('', slice([9, 8, 7]), slice([6, 4]));
  const back = fetchRestored(queries, ['0005']);
  removeFromLists(queries, ids(5));
  await at(0).answer(makeItem(5));
  await back;
  expect(shown()).toEqual([9, 8, 7, 6, 4]);
});

test('an item that is refreshed keeps what was done to it meanwhile', async () => {
  know('', slice([9, 8, 7]));
  const refreshing = refreshItem(queries, '0008');
  changeInLists(queries, ids(8), (item) => ({ ...item, favourite: true }));
  await at(0).answer(makeItem(8, { tags: ['sea'] }));
  await refreshing;
  expect(itemsOf()[1]).toMatchObject({ favourite: true, tags: ['sea'] });
});
