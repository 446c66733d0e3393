import { expect, test } from 'vitest';

import { nextPath } from './next-path';

test('a path of this site is kept with its query', () => {
  expect(nextPath('/gallery?item=1')).toBe('/gallery?item=1');
});

test.each([
  'https://elsewhere.example/',
  '//elsewhere.example/',
  '/\\elsewhere.example/',
  '/.//elsewhere.example/',
  '/\t/elsewhere.example',
  'javascript:alert(1)',
  '/sign-in?next=/sign-in',
  '',
  undefined,
  ['/gallery', '/admin'],
])('anything else leads to the studio: %j', (wanted) => {
  expect(nextPath(wanted)).toBe('/studio/');
});
