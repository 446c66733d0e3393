import { expect, test } from 'vitest';
import { z } from 'zod';

import { invalidInput } from './invalid-input';

const schema = z.strictObject({
  name: z.string().min(2).max(4),
  count: z.number().int().min(1).max(9),
  tags: z.array(z.string()).min(1).max(2),
  ids: z.array(z.string()).min(2),
  role: z.enum(['a', 'b']),
  from: z.iso.datetime({ offset: true }),
  email: z.email(),
  id: z.string().regex(/^\d+$/),
  pool: z.string().refine((given) => /^[a-z]+$/.test(given), { params: { fault: 'slug' } }),
});
const good = { name: 'abc', count: 3, tags: ['x'], ids: ['1', '2'], role: 'a', id: '1', pool: 'p' };
const valid = { ...good, from: '2026-07-02T00:00:00Z', email: 'a@example.org' };

function faultsFor(change: Record<string, unknown>): unknown {
  const parsed = schema.safeParse({ ...valid, ...change });
  return parsed.success ? [] : invalidInput(parsed.error, 'body').faults;
}

test('each fault of a field has its kind, and its limit where there is one', () => {
  expect(faultsFor({})).toEqual([]);
  expect(faultsFor({ name: 'a' })).toEqual([{ field: 'name', fault: 'too_short', limit: 2 }]);
  expect(faultsFor({ name: 'abcde' })).toEqual([{ field: 'name', fault: 'too_long', limit: 4 }]);
  expect(faultsFor({ name: undefined })).toEqual([{ field: 'name', fault: 'missing' }]);
  expect(faultsFor({ name: 7 })).toEqual([{ field: 'name', fault: 'type' }]);
  expect(faultsFor({ count: 0 })).toEqual([{ field: 'count', fault: 'too_small', limit: 1 }]);
  expect(faultsFor({ count: 10 })).toEqual([{ field: 'count', fault: 'too_large', limit: 9 }]);
  expect(faultsFor({ count: 1.5 })).toEqual([{ field: 'count', fault: 'whole' }]);
  expect(faultsFor({ tags: [] })).toEqual([{ field: 'tags', fault: 'missing' }]);
  expect(faultsFor({ ids: ['1'] })).toEqual([{ field: 'ids', fault: 'too_few', limit: 2 }]);
  expect(faultsFor({ tags: ['1', '2', '3'] })).toEqual([
    { field: 'tags', fault: 'too_many', limit: 2 },
  ]);
  expect(faultsFor({ tags: [1] })).toEqual([{ field: 'tags.0', fault: 'type' }]);
  expect(faultsFor({ role: 'c' })).toEqual([{ field: 'role', fault: 'choice' }]);
  expect(faultsFor({ from: 'today' })).toEqual([{ field: 'from', fault: 'moment' }]);
  expect(faultsFor({ email: 'a' })).toEqual([{ field: 'email', fault: 'email' }]);
  expect(faultsFor({ id: 'a' })).toEqual([{ field: 'id', fault: 'format' }]);
  expect(faultsFor({ pool: 'A' })).toEqual([{ field: 'pool', fault: 'slug' }]);
  expect(faultsFor({ more: 1 })).toEqual([{ field: 'more', fault: 'unknown' }]);
});

test('scripts get all faults in one sentence that names the fields', () => {
  const parsed = schema.safeParse({ ...valid, name: 'a', count: 0 });
  const { code, message } = invalidInput(parsed.error ?? new z.ZodError([]), 'body');
  expect(code).toBe('invalid_input');
  expect(message).toMatch(/^body\.name: .+; body\.count: .+$/);
});
