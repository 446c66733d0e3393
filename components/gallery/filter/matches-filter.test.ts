import { expect, test } from 'vitest';

import { makeItem } from '../make-item';
import type { Filter } from './filter-params';
import { matchesFilter } from './matches-filter';

const midnight = (day: string): Date => new Date(`${day}T00:00:00Z`);
const item = makeItem(1, {
  ...{ filename: 'harbour_1.png', prompt: 'A quiet harbour, evening', models: ['base'] },
  ...{ tags: ['sea'], favourite: true, createdAt: '2026-03-02T10:00:00.000Z' },
});
const matches = (filter: Filter): boolean => matchesFilter(item, filter, midnight);

test('an item belongs to the lists that the server would name it in', () => {
  const fitting: Filter[] = [
    {},
    { media: 'image', favourite: true, model: 'base', tag: 'sea', workflow: 'w' },
    { q: 'QUIET harb' },
    { from: '2026-03-02', to: '2026-03-02' },
  ];
  expect(fitting.filter((filter) => !matches(filter))).toEqual([]);
});

test('each part of a filter keeps it out', () => {
  const others: Filter[] = [
    { media: 'video' },
    { model: 'fine' },
    { tag: 'hill' },
    { workflow: 'v' },
    { editor: 'e' },
    // A word that has ended is found whole only.
    { q: 'harb quiet' },
    { from: '2026-03-03' },
    { to: '2026-03-01' },
    { trash: true },
  ];
  expect(others.filter(matches)).toEqual([]);
  expect(matchesFilter({ ...item, favourite: false }, { favourite: true })).toBe(false);
});

test('what is in the trash belongs to lists of the trash only', () => {
  const trashed = { ...item, deletedAt: '2026-03-05T00:00:00.000Z' };
  expect(matchesFilter(trashed, {})).toBe(false);
  expect(matchesFilter(trashed, { trash: true, tag: 'sea' })).toBe(true);
});
