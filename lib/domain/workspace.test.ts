import { expect, test } from 'vitest';

import { countdownS, idleEndsAt, idleSecondsLeft } from './workspace';

const at = (seconds: number) => new Date(1_000_000_000_000 + seconds * 1000);
const facts = { activityAt: at(0), extendedUntil: null, idleTimeoutS: 600 };

test('it ends a timeout after the last activity', () => {
  expect(idleEndsAt(facts)).toEqual(at(600));
  expect(idleSecondsLeft(facts, at(599.5))).toBe(1);
  expect(idleSecondsLeft(facts, at(700))).toBe(0);
});

test('an extension holds it for longer, and never shortens its life', () => {
  expect(idleEndsAt({ ...facts, extendedUntil: at(3_600) })).toEqual(at(3_600));
  expect(idleEndsAt({ ...facts, extendedUntil: at(10) })).toEqual(at(600));
});

test('the countdown takes at most half of a short timeout', () => {
  expect(countdownS(facts)).toBe(120);
  expect(countdownS({ idleTimeoutS: 10 })).toBe(5);
});
