import { expect, test } from 'vitest';

import { everything, extendedTo, keptIn, NOTHING, toggled } from './selection';

const order = ['a', 'b', 'c', 'd', 'e'];
const idsOf = (selection: { ids: ReadonlySet<string> }): string =>
  [...selection.ids].sort().join('');

test('an item is chosen and let go', () => {
  const one = toggled(NOTHING, 'b');
  expect(idsOf(one)).toBe('b');
  expect(idsOf(toggled(one, 'b'))).toBe('');
});

test('a range goes from the item chosen last, in both directions, beside what was chosen', () => {
  const start = toggled(toggled(NOTHING, 'e'), 'b');
  expect(idsOf(extendedTo(start, 'd', order))).toBe('bcde');
  expect(idsOf(extendedTo(start, 'a', order))).toBe('abe');
  expect(idsOf(extendedTo(extendedTo(start, 'c', order), 'a', order))).toBe('abce');
});

test('a range without a beginning is one item, and an unknown end changes nothing', () => {
  expect(idsOf(extendedTo(NOTHING, 'c', order))).toBe('c');
  expect(extendedTo(NOTHING, 'x', order)).toEqual(NOTHING);
});

test('what went from the list goes from the selection, and otherwise it stays the same object', () => {
  const all = everything(order);
  expect(keptIn(all, order)).toBe(all);
  expect(idsOf(keptIn(all, ['b', 'c']))).toBe('bc');
  expect(keptIn(all, ['b', 'c']).anchor).toBeNull();
});
