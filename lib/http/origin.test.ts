import { expect, test } from 'vitest';

import { isForged, isSameOrigin } from './origin';

const reader =
  (headers: Record<string, string>) =>
  (name: string): string | undefined =>
    headers[name];

test('a write with the cookie must come from our own pages', () => {
  const host = { host: 'atelier.example:8880' };
  const from = (origin: string): boolean => isSameOrigin(reader({ ...host, origin }), false);
  expect(from('http://atelier.example:8880')).toBe(true);
  expect(from('http://atelier.example')).toBe(false);
  expect(from('https://evil.example')).toBe(false);
  expect(from('null')).toBe(false);
});

test('without Origin the fetch metadata decide', () => {
  const site = (value: string): boolean => isSameOrigin(reader({ 'sec-fetch-site': value }), false);
  expect(site('same-origin')).toBe(true);
  expect(site('none')).toBe(true);
  expect(site('same-site')).toBe(false);
  expect(site('cross-site')).toBe(false);
  expect(isSameOrigin(reader({}), false)).toBe(true);
});

test('a forwarded host counts only from our own proxy', () => {
  const headers = reader({
    host: '127.0.0.1:8880',
    'x-forwarded-host': 'studio.example',
    origin: 'https://studio.example',
  });
  expect(isSameOrigin(headers, true)).toBe(true);
  expect(isSameOrigin(headers, false)).toBe(false);
});

test('reading and bearer tokens need no origin', () => {
  const foreign = { host: 'a.example', origin: 'https://evil.example' };
  expect(isForged('GET', reader(foreign), false)).toBe(false);
  expect(isForged('POST', reader({ ...foreign, authorization: 'Bearer x' }), false)).toBe(false);
  expect(isForged('POST', reader(foreign), false)).toBe(true);
});
