import { expect, test } from 'vitest';

import {
  checkNewPassword,
  hashPassword,
  oneTimePassword,
  verifyNothing,
  verifyPassword,
} from './passwords';

test('only the password itself verifies', async () => {
  const hash = await hashPassword('correct horse battery');
  expect(hash).toMatch(/^\$argon2id\$/);
  expect(await verifyPassword(hash, 'correct horse battery')).toBe(true);
  expect(await verifyPassword(hash, 'correct horse batterz')).toBe(false);
  expect(await verifyPassword('not a hash', 'x')).toBe(false);
});

test('nobody signs in where there is nobody', async () => {
  expect(await verifyNothing('nobody has this password')).toBe(false);
});

test('new passwords must keep the rules, and the message names the rule', () => {
  expect(() => checkNewPassword('short', 'a@b.c')).toThrow(/at least 10 characters/);
  expect(() => checkNewPassword('x'.repeat(300), 'a@b.c')).toThrow(/at most 256 characters/);
  expect(() => checkNewPassword('Ada@Example.org', 'ada@example.org')).toThrow(/e-mail address/);
  expect(() => checkNewPassword('long enough for us', 'a@b.c')).not.toThrow();
});

test('one-time passwords do not repeat and keep the rules', () => {
  const issued = Array.from({ length: 50 }, oneTimePassword);
  expect(new Set(issued).size).toBe(50);
  for (const password of issued) expect(() => checkNewPassword(password, 'a@b.c')).not.toThrow();
});
