import { expect, test } from 'vitest';

import { isOldUrl } from './url-age';

const HOUR_MS = 3_600_000;
const NOW = Date.parse('2026-01-02T03:04:05Z');
const ours = (leftMs: number): string =>
  `/files/comfy/u/a.png?e=${(NOW + leftMs) / 1000}&s=signature&n=a.png`;

test('our own URLs say when they expire', () => {
  expect(isOldUrl(ours(6.9 * HOUR_MS), NOW)).toBe(false);
  expect(isOldUrl(ours(5.1 * HOUR_MS), NOW)).toBe(false);
  expect(isOldUrl(ours(4.9 * HOUR_MS), NOW)).toBe(true);
  expect(isOldUrl(ours(-HOUR_MS), NOW)).toBe(true);
});

test("the object store's URLs say when they were signed", () => {
  const signed = (date: string): string =>
    `https://s3.example/b/a.png?X-Amz-Date=${date}&X-Amz-Expires=21600&X-Amz-Signature=s`;
  expect(isOldUrl(signed('20260102T023000Z'), NOW)).toBe(false);
  expect(isOldUrl(signed('20260102T020000Z'), NOW)).toBe(true);
});

test('a URL that says nothing is taken for old', () => {
  expect(isOldUrl('/files/a.png', NOW)).toBe(true);
  expect(isOldUrl('/files/a.png?e=soon', NOW)).toBe(true);
  expect(isOldUrl('/a?X-Amz-Date=20260102T023000Z', NOW)).toBe(true);
});
