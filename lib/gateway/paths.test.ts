import { expect, test } from 'vitest';

import { decodeParameter, isPlainPath, matchPattern, parsePattern, parseTarget } from './paths';

test('a target is split without resolving or decoding anything', () => {
  const { path, query } = parseTarget('/studio/api/%2e%2e/a?x=%2F&x=2#y?z');
  expect(path).toBe('/studio/api/%2e%2e/a');
  expect(query.getAll('x')).toEqual(['/', '2']);
  expect(parseTarget('/a').query.size).toBe(0);
});

test.each([
  ['/a', 'a', {}],
  ['/a', 'b', null],
  ['/a', 'a/b', null],
  ['/a', 'a/', null],
  ['/a/{b}', 'a/x%2Fy', { b: 'x%2Fy' }],
  ['/a/{b}', 'a/', null],
  ['/a/{b}', 'a/x/y', null],
  ['/a/{b}/c/{d}', 'a/1/c/2', { b: '1', d: '2' }],
  ['/a/{b...}', 'a/x/y/z', { b: 'x/y/z' }],
  ['/a/{b...}', 'a', null],
  ['/a/{b...}', 'a/', null],
])('pattern %s on %s gives %j', (pattern, path, params) => {
  expect(matchPattern(parsePattern(pattern), path.split('/'))).toEqual(params);
});

test.each([
  ['a%20b', 'a b'],
  ['workflows%2Fx.json', 'workflows/x.json'],
  ['100%25', '100%'],
  ['%252e%252e%252f', '%2e%2e%2f'],
  ['x..y', 'x..y'],
])('%s is decoded once, to %s', (encoded, decoded) => {
  expect(decodeParameter(encoded)).toBe(decoded);
});

test.each(['%', '%zz', '%ff', '..', '%2e%2e', 'a%2F..%2Fb', '%2Fetc', 'a%00', 'a%5Cb'])(
  '%s is refused',
  (encoded) => {
    expect(() => decodeParameter(encoded)).toThrow(
      expect.objectContaining({ code: 'bad_request' }),
    );
  },
);

test.each(['/', '/gallery', '/sign-in', '/api/generations/a%20b', '/_next/static/x.js'])(
  'the address %s is plain',
  (path) => {
    expect(isPlainPath(path)).toBe(true);
  },
);

test.each(['/%', '/a%zz', '//evil.example', '/a/../b', '/a%2f..%2fb', '/a%00', '/a%5cb', '*', 'x'])(
  'the address %s is refused before a page is drawn',
  (path) => {
    expect(isPlainPath(path)).toBe(false);
  },
);
