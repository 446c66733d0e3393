import { expect, test } from 'vitest';

import { normalTarget, workspaceTargetOf } from './workspace-path';

const at = (url: string, headers = {}) => workspaceTargetOf({ url, headers });

test('token and rest are taken apart as they were sent', () => {
  expect(at('/w/abc/')).toEqual({ token: 'abc', rest: '/' });
  expect(at('/w/abc/api/view?x=%2e#y')).toEqual({ token: 'abc', rest: '/api/view?x=%2e' });
});

test('what is no workspace’s address has no token', () => {
  expect(at('/w/')).toEqual({ token: '', rest: '' });
  expect(at('/w/abc')).toEqual({ token: 'abc', rest: '' });
  expect(at('/w/abc?x=1')).toEqual({ token: 'abc', rest: '?x=1' });
  expect(at('/workspace')).toBeNull();
});

test('a proxy may name the token beside a path of its own', () => {
  const headers = { 'x-atelier-workspace': 'abc' };
  expect(at('/api/userdata/a%2Fb', headers)).toEqual({ token: 'abc', rest: '/api/userdata/a%2Fb' });
});

test('escapes of unreserved characters are decoded, others stay', () => {
  expect(normalTarget('/api/%70rompt')).toBe('/api/prompt');
  expect(normalTarget('/api/%70%72%6F%6d%50%7e%2D%2e%5f?a=%70')).toBe('/api/promP~-._?a=%70');
  expect(normalTarget('/api/userdata/a%2Fb%2fc%25%3F%20')).toBe('/api/userdata/a%2Fb%2fc%25%3F%20');
  // Decoded once: this is a file whose name holds "%70".
  expect(normalTarget('/api/%2570rompt')).toBe('/api/%2570rompt');
  expect(normalTarget('/api/queue#part')).toBe('/api/queue');
});

test.each([
  '/api/%2e%2E/x',
  '/api/..%2fx',
  '/api/.%2e/x',
  '/a%00',
  '/a%5cb',
  '/a\\b',
  '//api/prompt',
  '/%2fapi/prompt',
  '/%zz',
  '/%ff',
  '*',
  'http://elsewhere/api/prompt',
])('%s is refused', (target) => {
  expect(normalTarget(target)).toBeNull();
});
