import { expect, test } from 'vitest';

import { checkPasswords } from './check-passwords';

const good = {
  email: 'ann@example.org',
  current: 'one-time-word',
  next: 'three plain words',
  again: 'three plain words',
};

test('a good new password has no problem', () => {
  expect(checkPasswords(good)).toEqual({});
});

test('each rule is named at its field', () => {
  expect(checkPasswords({ ...good, current: '' })).toEqual({ current: 'missing' });
  expect(checkPasswords({ ...good, next: '', again: '' })).toEqual({ next: 'missing' });
  expect(checkPasswords({ ...good, next: 'short', again: 'short' })).toEqual({ next: 'tooShort' });
  expect(checkPasswords({ ...good, again: 'three plain word' })).toEqual({ again: 'different' });
  expect(checkPasswords({ ...good, next: 'ANN@example.org' })).toEqual({ next: 'isEmail' });
  expect(checkPasswords({ ...good, next: good.current })).toEqual({ next: 'same' });
  expect(checkPasswords({ ...good, next: 'x'.repeat(257) })).toEqual({ next: 'tooLong' });
});
