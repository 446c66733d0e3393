import { expect, test } from 'vitest';

import { createJournal } from './gallery-journal';

test('each reader gets what was noted since it began, in order', () => {
  const journal = createJournal<string>();
  journal.note('before anybody asked');
  const first = journal.open();
  journal.note('one');
  const second = journal.open();
  journal.note('two');
  expect(second()).toEqual(['two']);
  journal.note('three');
  expect(first()).toEqual(['one', 'two', 'three']);
});

test('what nobody waits for is forgotten', () => {
  const journal = createJournal<string>();
  const first = journal.open();
  journal.note('one');
  expect(first()).toEqual(['one']);
  const second = journal.open();
  expect(second()).toEqual([]);
});
