import { expect, test } from 'vitest';

import { scopesAllow, type Need, type Scope } from './api-key';

const NEEDS = ['read', 'write', 'admin', 'session'] as const satisfies readonly Need[];
const allowed = (scopes: readonly Scope[] | null): Need[] =>
  NEEDS.filter((need) => scopesAllow(scopes, need));

test('each scope opens its part and no other', () => {
  expect(allowed(['read'])).toEqual(['read']);
  expect(allowed(['run'])).toEqual(['read', 'write']);
  expect(allowed(['admin'])).toEqual(['admin']);
  expect(allowed(['read', 'admin'])).toEqual(['read', 'admin']);
  expect(allowed([])).toEqual([]);
});

test('a session is not narrowed', () => {
  expect(allowed(null)).toEqual([...NEEDS]);
});
