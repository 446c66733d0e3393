import { expect, test } from 'vitest';

import { formatApiKey, hashSecret, isSecretOf, newApiKeyToken, parseApiKey } from './api-key-token';

test('a key that was made is read back, and only its own secret fits', () => {
  const token = newApiKeyToken();
  expect(parseApiKey(formatApiKey(token))).toEqual(token);
  const stored = { secretHash: hashSecret(token.secret) };
  expect(isSecretOf(stored, token.secret)).toBe(true);
  expect(isSecretOf(stored, newApiKeyToken().secret)).toBe(false);
  expect(isSecretOf({ secretHash: 'short' }, token.secret)).toBe(false);
  expect(JSON.stringify(stored)).not.toContain(token.secret);
});

test('the secret holds 32 random bytes', () => {
  expect(Buffer.from(newApiKeyToken().secret, 'base64url')).toHaveLength(32);
});

test.each([
  '',
  'atk_',
  'atk_x_y',
  `atk_${'0'.repeat(24)}`,
  `atk_${'0'.repeat(24)}_${'a'.repeat(42)}`,
])('%j has not the form of a key', (text) => {
  expect(parseApiKey(text)).toBeNull();
});
