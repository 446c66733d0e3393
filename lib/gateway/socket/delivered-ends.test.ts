import { expect, test } from 'vitest';

import type { RunId } from '@/lib/kernel/ids';

import { createDeliveredEnds, MISSED_ENDS_MS } from './delivered-ends';

test('an end is remembered for as long as somebody may ask for it, and not longer', () => {
  let now = 0;
  const ends = createDeliveredEnds(() => now);
  const [early, late] = ['early' as RunId, 'late' as RunId];
  ends.add(early);
  now = MISSED_ENDS_MS;
  ends.add(late);
  ends.prune();
  expect([ends.has(early), ends.has(late)]).toEqual([true, true]);
  now += 1;
  ends.prune();
  expect([ends.has(early), ends.has(late)]).toEqual([false, true]);
});
