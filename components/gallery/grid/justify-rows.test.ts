import { expect, test } from 'vitest';

import { makeItem } from '../make-item';
import { justifyRows, type GridRow } from './justify-rows';

const shape = { width: 1000, rowHeight: 200, gap: 10, headingHeight: 40, dayGap: 30 };
const DAY_S = 86_400;
const square = (number: number) => makeItem(number, { width: 100, height: 100 });

const tiles = (rows: readonly GridRow[]) =>
  rows.flatMap((row) => (row.kind === 'tiles' ? [row] : []));

test('full rows reach from edge to edge, the last of a day keeps its height', () => {
  const { rows, places } = justifyRows([6, 5, 4, 3, 2, 1].map(square), { timeZone: 'UTC', shape });
  expect(rows.map(({ kind }) => kind)).toEqual(['day', 'tiles', 'tiles']);
  const [full, last] = tiles(rows);
  // Four squares of 200 and three gaps leave 170: a fifth does not fit.
  expect(full?.cells).toHaveLength(4);
  const end = full?.cells.at(-1);
  expect((end?.left ?? 0) + (end?.width ?? 0)).toBeCloseTo(1000);
  expect(full?.height).toBeCloseTo((1000 - 30) / 4);
  expect(last).toMatchObject({ height: 200, size: 230 });
  expect(places.map(({ row }) => row)).toEqual([1, 1, 1, 1, 2, 2]);
});

test('a day begins a new row under its heading', () => {
  const items = [square(3 * DAY_S + 5), square(3 * DAY_S), square(DAY_S)];
  const { rows } = justifyRows(items, { timeZone: 'UTC', shape });
  expect(rows.map(({ kind, key }) => (kind === 'day' ? key : kind))).toEqual([
    ...['1970-01-04', 'tiles', '1970-01-02', 'tiles'],
  ]);
});

test('a tile wider than the page is as wide as the page, and a lone tall one does not fill the window', () => {
  const wide = makeItem(2, { width: 4000, height: 100 });
  const tall = makeItem(1, { width: 100, height: 4000 });
  const phone = { ...shape, width: 300, rowHeight: 136, gap: 4 };
  const rows = tiles(justifyRows([tall, wide], { timeZone: 'UTC', shape: phone }).rows);
  expect(rows[0]?.height).toBeLessThanOrEqual(136 * 1.7);
  expect(rows[1]?.cells[0]?.width).toBeCloseTo(300);
});

test('while more comes, a row that is not full waits for it, and no row changes afterwards', () => {
  const items = [9, 8, 7, 6, 5, 4, 3, 2, 1].map(square);
  const options = { timeZone: 'UTC', shape };
  const begun = justifyRows(items.slice(0, 6), { ...options, goesOn: true });
  expect(begun.places).toHaveLength(4);
  const grown = justifyRows(items, { ...options, goesOn: true });
  expect(grown.rows.slice(0, begun.rows.length)).toEqual(begun.rows);
  expect(justifyRows(items, options).places).toHaveLength(9);
  // A row alone is shown as it is: there is nothing else to see.
  expect(justifyRows(items.slice(0, 2), { ...options, goesOn: true }).places).toHaveLength(2);
});

test('50,000 items over 20 years are laid out with one look at each', () => {
  let looks = 0;
  const items = Array.from({ length: 50_000 }, (_, index) => {
    const item = makeItem(700_000_000 - index * 12_000, { width: 640 + (index % 7) * 100 });
    return Object.defineProperty({ ...item }, 'width', { get: () => ((looks += 1), item.width) });
  });
  justifyRows(items.slice(0, 5_000), { timeZone: 'Europe/Paris', shape });
  const ofFew = looks;
  const { places } = justifyRows(items, { timeZone: 'Europe/Paris', shape });
  expect(places).toHaveLength(50_000);
  expect(looks - ofFew).toBe(ofFew * 10);
});
