import { expect, test } from 'vitest';

import { contentDisposition, isUnchanged, rangeOf, showHeaders } from './file-headers';

test('a name cannot end its header', () => {
  expect(contentDisposition('inline', 'a"; x="\r\nSet-Cookie: y')).toBe(
    `inline; filename="a_; x=___Set-Cookie: y"; filename*=UTF-8''a%22%3B%20x%3D%22%0D%0ASet-Cookie%3A%20y`,
  );
});

test.each([
  'text/html',
  'text/html; charset=utf-8',
  'image/svg+xml',
  'application/xml',
  'text/css',
])('%s is saved, not shown', (type) => {
  expect(showHeaders(type, 'x', {})['content-type']).toBe('application/octet-stream');
});

test.each(['image/png', 'text/plain', 'video/mp4', 'application/json', 'model/gltf-binary'])(
  '%s is shown',
  (type) => {
    const headers = showHeaders(type, 'x', {});
    expect(headers['content-type']).toBe(type);
    expect(headers['content-disposition']).toMatch(/^inline/);
  },
);

test('tags are compared one by one, weak or strong', () => {
  expect(isUnchanged({ 'if-none-match': '"a", W/"b"' }, '"b"')).toBe(true);
  expect(isUnchanged({ 'if-none-match': '"ab"' }, '"a"')).toBe(false);
  expect(isUnchanged({}, '"a"')).toBe(false);
});

test.each([
  ['bytes=0-', 'bytes=0-'],
  ['bytes=-5', 'bytes=-5'],
  ['bytes=5-9', 'bytes=5-9'],
  ['bytes=0-1,3-4', undefined],
  ['items=0-1', undefined],
  ['bytes=-', undefined],
])('range %s is passed on as %s', (range, expected) => {
  expect(rangeOf({ range }, '"t"')).toBe(expected);
});

test('a range of another version gives the whole file', () => {
  expect(rangeOf({ range: 'bytes=0-', 'if-range': '"t"' }, '"t"')).toBe('bytes=0-');
  expect(rangeOf({ range: 'bytes=0-', 'if-range': '"u"' }, '"t"')).toBeUndefined();
});
