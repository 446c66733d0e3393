import { expect, test, vi } from 'vitest';

import type { EndedSession } from '@/lib/domain/user';
import { newUserId, type UserId } from '@/lib/kernel/ids';

import { signOut } from './sign-out';
import { parseSigningKeys } from './signing-keys';
import { signToken, verifyToken } from './tokens';

const WEEK_S = 7 * 24 * 3_600;
const keys = parseSigningKeys(`one:${'o'.repeat(40)}`);
const user = { id: newUserId(), tokenVersion: 1 };

async function endedBy(token: string): Promise<EndedSession[]> {
  const ended: EndedSession[] = [];
  const users = {
    endSession: (_: UserId, session: EndedSession) => Promise.resolve(void ended.push(session)),
  };
  const publisher = { publish: vi.fn() };
  await signOut({ users, keys, publisher, tokenLives: [WEEK_S, 1_800] }, token);
  return ended;
}

test('the end is remembered for as long as any token of the session may live', async () => {
  // What was signed at sign-in has a minute left; the browser's was renewed just now.
  const first = await signToken(keys, user, 'access', 60, 'session');
  const renewed = await signToken(keys, user, 'access', WEEK_S, 'session');
  const [ended] = await endedBy(first);
  const expiresAt = (await verifyToken(keys, renewed, 'access'))?.expiresAt ?? new Date(0);
  expect(ended?.sessionId).toBe('session');
  expect(ended?.until.getTime()).toBeGreaterThan(expiresAt.getTime());
});

test('a token from a time of longer lives is remembered to its own end', async () => {
  const long = await signToken(keys, user, 'access', 4 * WEEK_S, 'session');
  const [ended] = await endedBy(long);
  expect(ended?.until.getTime()).toBeGreaterThan(Date.now() + 3 * WEEK_S * 1_000);
});

test('what is no token ends nothing', async () => {
  expect(await endedBy('nonsense')).toEqual([]);
});
