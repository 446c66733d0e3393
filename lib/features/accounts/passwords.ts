/** Passwords: argon2id with OWASP's parameters (19 MiB, 2 passes), hashed off the main thread. */
import { randomInt } from 'node:crypto';

import { hash, verify } from '@node-rs/argon2';

import { PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH } from '@/lib/domain/user';
import { AppError } from '@/lib/kernel/errors';

// argon2id is the library's default algorithm.
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export async function hashPassword(password: string): Promise<string> {
  return hash(password, PARAMETERS);
}

export async function verifyPassword(pwdHash: string, password: string): Promise<boolean> {
  return verify(pwdHash, password).catch(() => false);
}

let decoy: Promise<string> | undefined;

/** Takes as long as verifying a real password and always fails: for unknown addresses. */
export async function verifyNothing(password: string): Promise<false> {
  decoy ??= hashPassword('nobody has this password');
  await verifyPassword(await decoy, `${password}\0`);
  return false;
}

/** @throws AppError `invalid_input` naming the rule that a new password breaks */
export function checkNewPassword(password: string, email: string): void {
  if (password.length < PASSWORD_MIN_LENGTH) {
    throw new AppError(
      'invalid_input',
      `The new password is too short: use at least ${PASSWORD_MIN_LENGTH} characters.`,
      { reason: 'password_short', facts: { limit: PASSWORD_MIN_LENGTH } },
    );
  }
  if (password.length > PASSWORD_MAX_LENGTH) {
    throw new AppError(
      'invalid_input',
      `The new password is too long: use at most ${PASSWORD_MAX_LENGTH} characters.`,
      { reason: 'password_long', facts: { limit: PASSWORD_MAX_LENGTH } },
    );
  }
  if (password.toLowerCase() === email) {
    throw new AppError('invalid_input', 'The new password must not be the e-mail address.', {
      reason: 'password_email',
    });
  }
}

/** Letters and digits that are not mistaken for one another. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** A one-time password in four groups; about 93 bits. */
export function oneTimePassword(): string {
  const group = (): string =>
    Array.from({ length: 4 }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join('');
  return Array.from({ length: 4 }, group).join('-');
}
