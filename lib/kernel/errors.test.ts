import { expect, test, vi } from 'vitest';

import { AppError, ERROR_STATUS, errorMessage } from './errors';

test('an error of another copy of this module is still an AppError', async () => {
  vi.resetModules();
  const other = await import('./errors');
  expect(other.AppError).not.toBe(AppError);
  expect(new other.AppError('conflict', 'x')).toBeInstanceOf(AppError);
  expect(new Error('x')).not.toBeInstanceOf(AppError);
  expect((null as unknown as object) instanceof AppError).toBe(false);
});

test('the code decides the status', () => {
  expect(new AppError('too_many_requests', 'x', { retryAfterS: 3 }).status).toBe(429);
  expect(Object.values(ERROR_STATUS).every((status) => status >= 400 && status < 600)).toBe(true);
});

test('anything thrown has a text', () => {
  expect(errorMessage(new Error('boom'))).toBe('boom');
  expect(errorMessage('boom')).toBe('boom');
});
