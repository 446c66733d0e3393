import { getEventListeners } from 'node:events';

import { expect, test } from 'vitest';

import { joinSignals } from './join-signals';

test('it aborts with the first, for that one’s reason', () => {
  const [first, second] = [new AbortController(), new AbortController()];
  const { signal } = joinSignals([first.signal, second.signal]);
  expect(signal.aborted).toBe(false);
  second.abort('second');
  first.abort('first');
  expect(signal.reason).toBe('second');
});

test('it is aborted at once when one of them is', () => {
  expect(joinSignals([AbortSignal.abort('gone')]).signal.reason).toBe('gone');
});

test('nothing of it stays with a signal that lives on', () => {
  const lasting = new AbortController();
  const { signal, release } = joinSignals([lasting.signal]);
  expect(getEventListeners(lasting.signal, 'abort')).toHaveLength(1);
  release();
  expect(getEventListeners(lasting.signal, 'abort')).toHaveLength(0);
  lasting.abort();
  expect(signal.aborted).toBe(false);
});
