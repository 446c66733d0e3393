import { expect, test } from 'vitest';

import { apiQuery, countFilters, filterQuery, readFilter, type Filter } from './filter-params';

test('a filter comes back from the address as it went in', () => {
  const filter: Filter = {
    ...{ q: 'red & blue', media: 'video', favourite: true, model: 'sd xl', tag: '猫' },
    ...{ workflow: 'f00', editor: 'e00', from: '2026-05-01', to: '2026-05-03', trash: true },
  };
  expect(readFilter(new URLSearchParams(filterQuery(filter)))).toEqual(filter);
  expect(filterQuery({})).toBe('');
});

test('what is malformed in an address is left out', () => {
  const params = new URLSearchParams(
    'q=&media=sculpture&favourite=yes&from=2026-13-99&to=x&item=1',
  );
  expect(readFilter(params)).toEqual({});
});

test('days become moments: the last day is part of the range', () => {
  const midnight = (day: string) => new Date(`${day}T00:00:00+02:00`);
  const query = new URLSearchParams(apiQuery({ from: '2026-05-01', to: '2026-05-31' }, midnight));
  expect(Object.fromEntries(query)).toEqual({
    from: '2026-04-30T22:00:00.000Z',
    until: '2026-05-31T22:00:00.000Z',
  });
});

test('a range of days counts as one filter, search and trash as none', () => {
  expect(countFilters({ q: 'x', trash: true })).toBe(0);
  expect(countFilters({ from: '2026-05-01', to: '2026-05-31', favourite: true })).toBe(2);
});
