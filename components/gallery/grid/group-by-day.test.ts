import { expect, test } from 'vitest';

import type { GalleryItem } from '@/lib/domain/gallery-item';

import { groupByDay } from './group-by-day';

const at = (createdAt: string): GalleryItem => ({ id: createdAt, createdAt }) as GalleryItem;

test("items are cut at midnight of the person's own time zone", () => {
  const items = [
    at('2026-03-02T17:00:00Z'),
    at('2026-03-02T15:00:00Z'),
    at('2026-03-01T12:00:00Z'),
  ];
  const keys = (zone: string): [string, number][] =>
    groupByDay(items, zone).map((day) => [day.key, day.items.length]);
  expect(keys('UTC')).toEqual([
    ['2026-03-02', 2],
    ['2026-03-01', 1],
  ]);
  expect(keys('Asia/Shanghai')).toEqual([
    ['2026-03-03', 1],
    ['2026-03-02', 1],
    ['2026-03-01', 1],
  ]);
});
