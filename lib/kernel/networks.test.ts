import { expect, test } from 'vitest';

import { parseNetworks } from './networks';

test('no list lets every address in', () => {
  expect(parseNetworks(undefined)?.includes('203.0.113.9')).toBe(true);
  expect(parseNetworks(' , ')?.includes('unknown')).toBe(true);
});

test.each([
  ['10.0.0.0/8', '10.200.3.4', true],
  ['10.0.0.0/8', '11.0.0.1', false],
  ['10.0.0.0/8, 192.0.2.7', '192.0.2.7', true],
  ['192.0.2.7', '192.0.2.8', false],
  ['10.0.0.0/8', '::ffff:10.1.1.1', true],
  ['2001:db8::/32', '2001:db8:1::5', true],
  ['2001:db8::/32', '10.0.0.1', false],
  ['0.0.0.0/0', '203.0.113.9', true],
  ['10.0.0.0/8', 'unknown', false],
])('%s with %s: %s', (list, address, inside) => {
  expect(parseNetworks(list)?.includes(address)).toBe(inside);
});

test.each(['10.0.0.0/33', 'example.org', '10.0.0/8', '10.0.0.0/8/8', '::1/129', '10.0.0.0/x'])(
  '%s is refused',
  (text) => {
    expect(parseNetworks(text)).toBeNull();
  },
);
