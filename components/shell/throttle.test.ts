import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { throttle } from './throttle';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a burst acts at once and once more when the interval is over', () => {
  let acts = 0;
  const call = throttle(() => (acts += 1), 100);
  for (let i = 0; i < 50; i += 1) call();
  expect(acts).toBe(1);
  vi.advanceTimersByTime(100);
  expect(acts).toBe(2);
  vi.advanceTimersByTime(1_000);
  expect(acts).toBe(2);
});

test('after a cancel nothing is left to come', () => {
  let acts = 0;
  const call = throttle(() => (acts += 1), 100);
  call();
  call();
  call.cancel();
  vi.advanceTimersByTime(1_000);
  expect(acts).toBe(1);
});
