import { expect, test } from 'vitest';

import { createLookAhead } from './look-ahead';

test('nothing is held ahead before anything is known', () => {
  const lookAhead = createLookAhead();
  expect([lookAhead.held(), lookAhead.submitted()]).toEqual([1, 1]);
});

test('short prompts open the look-ahead, up to eight', () => {
  const lookAhead = createLookAhead();
  for (let run = 0; run < 5; run += 1) lookAhead.note(4);
  expect([lookAhead.held(), lookAhead.submitted()]).toEqual([8, 2]);
});

test('one long prompt closes it at once', () => {
  const lookAhead = createLookAhead();
  for (let run = 0; run < 8; run += 1) lookAhead.note(4);
  lookAhead.note(2_000);
  expect([lookAhead.held(), lookAhead.submitted()]).toEqual([1, 1]);
});
