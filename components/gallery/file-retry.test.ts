import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { createFileRetry, waitBefore } from './file-retry';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function rig() {
  const shown: boolean[] = [];
  const refresh = vi.fn(() => Promise.resolve());
  const retry = createFileRetry({ refresh, setBroken: (broken) => void shown.push(broken) });
  const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
  return { shown, refresh, retry, pass };
}

test('waits grow from seconds to two minutes', () => {
  expect([1, 2, 3, 5, 6, 40].map(waitBefore)).toEqual([
    4_000, 8_000, 16_000, 64_000, 120_000, 120_000,
  ]);
});

test('the item is asked for first; a file that fails by the same URL is broken until the next try', async () => {
  const { shown, refresh, retry, pass } = rig();
  retry.failed();
  retry.failed();
  expect(shown).toEqual([]);
  await pass(0);
  expect(refresh).toHaveBeenCalledTimes(1);
  expect(shown).toEqual([true]);
  await pass(3_999);
  expect(shown).toEqual([true]);
  await pass(1);
  expect(refresh).toHaveBeenCalledTimes(2);
  expect(shown).toEqual([true, false]);
});

test('each further failure waits longer', async () => {
  const { shown, refresh, retry, pass } = rig();
  retry.failed();
  await pass(4_000);
  retry.failed();
  expect(shown).toEqual([true, false, true]);
  await pass(7_999);
  expect(shown).toHaveLength(3);
  await pass(1);
  expect(shown).toEqual([true, false, true, false]);
  expect(refresh).toHaveBeenCalledTimes(3);
});

test('hurrying ends the pause and starts the waits anew; without a failure it does nothing', async () => {
  const { shown, refresh, retry, pass } = rig();
  retry.hurry();
  await pass(0);
  expect(refresh).not.toHaveBeenCalled();
  retry.failed();
  await pass(4_000);
  retry.failed();
  retry.hurry();
  await pass(0);
  expect(shown).toEqual([true, false, true, false]);
  await pass(1_000_000);
  expect(shown).toHaveLength(4);
});

test('a new URL is a new beginning: the old one is neither shown nor tried any more', async () => {
  const { shown, refresh, retry, pass } = rig();
  refresh.mockImplementation(() => {
    retry.stop();
    return Promise.resolve();
  });
  retry.failed();
  await pass(1_000_000);
  expect(refresh).toHaveBeenCalledTimes(1);
  expect(shown).toEqual([]);
});
