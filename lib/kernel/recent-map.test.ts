import { expect, test } from 'vitest';

import { RecentMap } from './recent-map';

test('what was not asked for longest goes first', () => {
  const map = new RecentMap<string, number>(2);
  map.set('a', 1).set('b', 2);
  expect(map.get('a')).toBe(1);
  map.set('c', 3);
  expect([...map]).toEqual([
    ['a', 1],
    ['c', 3],
  ]);
  expect(map.get('b')).toBeUndefined();
});

test('setting a key again moves it and forgets nobody', () => {
  const map = new RecentMap<string, number>(2);
  map.set('a', 1).set('b', 2).set('a', 3);
  expect([...map.keys()]).toEqual(['b', 'a']);
  map.set('c', 4);
  expect([...map.keys()]).toEqual(['a', 'c']);
});
