import { expect, test } from 'vitest';

import { uniqueNames } from './unique-names';

test('equal names are numbered, also where only their case differs', () => {
  const nameOf = uniqueNames(['missing.txt']);
  const given = ['a.png', 'a.png', 'A.PNG', 'a (2).png', 'missing.txt', 'no-ending', 'no-ending'];
  expect(given.map(nameOf)).toEqual([
    'a.png',
    'a (2).png',
    'A (3).PNG',
    'a (2) (2).png',
    'missing (2).txt',
    'no-ending',
    'no-ending (2)',
  ]);
});

test('no name leads out of the folder', () => {
  const nameOf = uniqueNames();
  expect(['../up', '..', 'a\\b', 'c/d'].map(nameOf)).toEqual(['.._up', '_', 'a_b', 'c_d']);
});
