import { expect, test } from 'vitest';

import { formatDuration } from './format-duration';

test('durations have the unit that fits them', () => {
  const shown = [0, 420, 1_000, 3_240, 42_000, 65_000, 3_729_000];
  expect(shown.map((one) => formatDuration(one, 'en'))).toEqual([
    ...['0 ms', '420 ms', '1 sec', '3.2 sec', '42 sec', '1:05', '1:02:09'],
  ]);
});
