import { expect, test } from 'vitest';

import { workspaceTargetOf } from './workspace-path';

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
