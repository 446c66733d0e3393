import { afterAll, expect, test, vi } from 'vitest';

import { since } from './since';

afterAll(() => vi.unstubAllEnvs());

test("a day begins at the person's own midnight, in summer and in winter", () => {
  vi.stubEnv('TZ', 'Europe/Paris');
  expect(since('2026-07-02')).toBe('2026-07-01T22:00:00.000Z');
  expect(since('2026-12-02')).toBe('2026-12-01T23:00:00.000Z');
  vi.stubEnv('TZ', 'Asia/Shanghai');
  expect(since('2026-07-02')).toBe('2026-07-01T16:00:00.000Z');
  vi.stubEnv('TZ', 'America/Los_Angeles');
  expect(since('2026-07-02')).toBe('2026-07-02T07:00:00.000Z');
});

test('what is no day is no filter', () => {
  expect([since(''), since('2026-13-01'), since('12026-01-01')]).toEqual(['', '', '']);
});
