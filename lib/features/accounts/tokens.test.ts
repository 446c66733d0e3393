import { expect, test, vi } from 'vitest';

import { newUserId } from '@/lib/kernel/ids';

import { parseSigningKeys } from './signing-keys';
import { signToken, verifyToken } from './tokens';

const OLD = `old:${'o'.repeat(40)}`;
const NEW = `new:${'n'.repeat(40)}`;
const user = { id: newUserId(), tokenVersion: 3 };

test('a token opens only what it was made for', async () => {
  const keys = parseSigningKeys(NEW);
  const ticket = await signToken(keys, user, 'ws', 60);
  expect(await verifyToken(keys, ticket, 'access')).toBeNull();
  expect(await verifyToken(keys, ticket, 'ws')).toMatchObject({ userId: user.id, tokenVersion: 3 });
});

test('a rotated key still verifies what it signed, a removed one does not', async () => {
  const before = await signToken(parseSigningKeys(OLD), user, 'access', 60);
  expect(await verifyToken(parseSigningKeys(`${NEW},${OLD}`), before, 'access')).not.toBeNull();
  expect(await verifyToken(parseSigningKeys(NEW), before, 'access')).toBeNull();
});

test('expired, altered and foreign texts are refused', async () => {
  const keys = parseSigningKeys(NEW);
  const expired = await signToken(keys, user, 'access', -1);
  const valid = await signToken(keys, user, 'access', 60);
  const [head, body, signature] = valid.split('.') as [string, string, string];
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>;
  const forged = Buffer.from(JSON.stringify({ ...claims, sub: newUserId() })).toString('base64url');
  const unsigned = Buffer.from(JSON.stringify({ alg: 'none', kid: 'new' })).toString('base64url');
  for (const token of [
    expired,
    `${head}.${forged}.${signature}`,
    `${unsigned}.${body}.`,
    'nonsense',
    '',
  ]) {
    expect(await verifyToken(keys, token, 'access')).toBeNull();
  }
});

test('a token that held a moment ago is refused from its last second on', async () => {
  vi.useFakeTimers();
  const keys = parseSigningKeys(NEW);
  const token = await signToken(keys, user, 'access', 60);
  expect(await verifyToken(keys, token, 'access')).not.toBeNull();
  vi.advanceTimersByTime(61_000);
  expect(await verifyToken(keys, token, 'access')).toBeNull();
  vi.useRealTimers();
});

test('tickets made from a session carry its id', async () => {
  const keys = parseSigningKeys(NEW);
  const session = await verifyToken(keys, await signToken(keys, user, 'access', 60), 'access');
  const ticket = await signToken(keys, user, 'ws', 60, session?.sessionId);
  expect((await verifyToken(keys, ticket, 'ws'))?.sessionId).toBe(session?.sessionId);
});

test('secrets derived for different purposes differ from each other and from the key', () => {
  const keys = parseSigningKeys(NEW);
  const secrets = new Set([keys.derive('files'), keys.derive('next-auth'), 'n'.repeat(40)]);
  expect(secrets.size).toBe(3);
});
