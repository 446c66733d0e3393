import { expect, test } from 'vitest';

import { ApiError } from '@/components/api/fetch-json';

import { troubleOf } from './item-trouble';

test('only "not found" means that an item is gone', () => {
  expect(troubleOf(new ApiError(404, 'not_found', 'no such generation'))).toEqual({ kind: 'gone' });
});

test.each([
  new ApiError(0, 'unreachable', 'The server does not answer.'),
  new ApiError(503, 'unavailable', 'The database is away.'),
  new ApiError(403, 'forbidden', 'not yours'),
  new TypeError('odd answer'),
])('%s leaves it open whether the item is there', (error) => {
  expect(troubleOf(error)).toEqual({ kind: 'failed', error });
});
