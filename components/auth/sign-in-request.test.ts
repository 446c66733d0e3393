import { expect, test } from 'vitest';

import { readSignInError } from './sign-in-request';

test('no error means signed in', () => {
  expect(readSignInError(null)).toEqual({ kind: 'signed-in' });
});

test('wrong credentials are told apart from throttling and from a service that is away', () => {
  expect(readSignInError('CredentialsSignin')).toEqual({ kind: 'wrong' });
  expect(readSignInError('too_many_requests:125')).toEqual({ kind: 'throttled', retryAfterS: 125 });
  expect(readSignInError('unavailable:5')).toEqual({ kind: 'unavailable' });
  expect(readSignInError('internal')).toEqual({ kind: 'unavailable' });
});

test('throttling without a time names a minute', () => {
  expect(readSignInError('too_many_requests')).toEqual({ kind: 'throttled', retryAfterS: 60 });
});
