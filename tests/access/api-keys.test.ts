/** The life of an API key: shown once, narrowed by its scopes, and dead at once when it is revoked. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';

import { parseUserId } from '@/lib/kernel/ids';

import { ComfyClient } from '../support/comfy-client';
import { plainPicture } from '../support/graphs';
import { startStack, type Stack, type StackUser } from '../support/stack';
import { waitFor } from '../support/wait-for';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ env: { SIGN_IN_ATTEMPTS: '1000' } });
}, 300_000);
afterAll(() => stack.stop());

interface Issued {
  readonly key: { readonly id: string; readonly label: string; readonly scopes: string[] };
  readonly text: string;
}

async function call(token: string, target: string, init: RequestInit & { json?: unknown } = {}) {
  const { json, ...rest } = init;
  return fetch(`${stack.url}${target}`, {
    ...rest,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(json !== undefined && { method: 'POST', body: JSON.stringify(json) }),
  });
}
const statusOf = async (token: string, target = '/api/history'): Promise<number> =>
  (await call(token, target)).status;

async function userWithKey(
  scopes: string[],
  role: 'user' | 'admin' = 'user',
): Promise<{ user: StackUser; token: string; issued: Issued }> {
  const user = await stack.createUser({ role });
  const token = await stack.signIn(user);
  const answer = await call(token, '/api/account/keys', { json: { label: ' my script ', scopes } });
  expect(answer.status).toBe(200);
  return { user, token, issued: (await answer.json()) as Issued };
}

test('a key is shown once, and stored as a hash only', async () => {
  const { user, token, issued } = await userWithKey(['run']);
  expect(issued.text).toMatch(/^atk_[0-9a-f]{24}_[\w-]{43}$/);
  expect(issued.key).toMatchObject({ label: 'my script', scopes: ['run'], lastUsedAt: null });
  const secret = issued.text.split('_').slice(2).join('_');
  const list = await (await call(token, '/api/account/keys')).text();
  expect(list).toContain(issued.key.id);
  expect(list).not.toContain(secret);
  const userId = parseUserId(user.id);
  const stored = await stack.db.apiKeys.list(userId ?? ('' as never));
  expect(JSON.stringify(stored)).not.toContain(secret);
  expect(stack.logs()).not.toContain(secret);
});

test('a key for runs submits, listens and reads what it made', async () => {
  const { issued } = await userWithKey(['run']);
  const client = await new ComfyClient(`${stack.url}/studio`, issued.text).connect();
  expect((await client.run(plainPicture(5))).type).toBe('execution_success');
  client.close();
  expect(await statusOf(issued.text)).toBe(200);
});

test('a refusal names the scope that is missing', async () => {
  const { issued } = await userWithKey(['read']);
  const refused = await call(issued.text, '/studio/api/prompt', { json: { prompt: {} } });
  expect(refused.status).toBe(403);
  expect(await refused.text()).toContain('\\"run\\"');
});

test('the time of use is written, and not at every use', async () => {
  const { user, issued } = await userWithKey(['read']);
  const userId = parseUserId(user.id) ?? ('' as never);
  const lastUsedAt = async (): Promise<Date | null> =>
    (await stack.db.apiKeys.list(userId))[0]?.lastUsedAt ?? null;
  await statusOf(issued.text);
  const first = await waitFor(lastUsedAt, 'the use to be written');
  await Promise.all([1, 2, 3].map(() => statusOf(issued.text)));
  expect(await lastUsedAt()).toEqual(first);
});

test('a revoked key stops at once and takes its sockets and tickets with it', async () => {
  const { token, issued } = await userWithKey(['run']);
  const { ws_token: ticket } = (await (await call(issued.text, '/api/comfy/ws_token')).json()) as {
    ws_token: string;
  };
  const client = await new ComfyClient(`${stack.url}/studio`, issued.text).connect();
  const session = await new ComfyClient(`${stack.url}/studio`, token).connect();
  const revoked = await call(token, `/api/account/keys/${issued.key.id}`, { method: 'DELETE' });
  expect(revoked.status).toBe(204);
  expect(await statusOf(issued.text)).toBe(401);
  await waitFor(() => client.closed !== null, 'the socket of the key to be closed');
  const address = `${stack.url}/studio/ws?token=${ticket}`.replace('http', 'ws');
  const closed = await new Promise((resolve) => new WebSocket(address).once('close', resolve));
  expect(closed).toBe(4401);
  expect(session.closed).toBeNull();
  expect(await statusOf(token)).toBe(200);
  session.close();
});

test('changing the password keeps keys, signing out everywhere revokes them', async () => {
  const { user, token, issued } = await userWithKey(['read']);
  const json = { currentPassword: user.password, newPassword: 'another long password' };
  expect((await call(token, '/api/account/password', { json })).status).toBe(204);
  expect(await statusOf(token)).toBe(401);
  expect(await statusOf(issued.text)).toBe(200);
  const again = await stack.signIn({ ...user, password: json.newPassword });
  const everywhere = await call(again, '/api/account/sign-out-everywhere', { method: 'POST' });
  expect(everywhere.status).toBe(204);
  expect(await statusOf(issued.text)).toBe(401);
});

test('a disabled user’s keys stop at once and do not come back', async () => {
  const { user, issued } = await userWithKey(['run']);
  const { token: admin } = await userWithKey(['admin'], 'admin');
  const act = (action: string): Promise<Response> =>
    call(admin, `/api/admin/users/${user.id}/${action}`, { method: 'POST' });
  expect((await act('disable')).status).toBe(200);
  expect(await statusOf(issued.text)).toBe(401);
  expect((await act('enable')).status).toBe(200);
  expect(await statusOf(issued.text)).toBe(401);
});

test('an admin’s key is worth nothing when its owner is no admin any more', async () => {
  const { user, issued } = await userWithKey(['admin'], 'admin');
  expect(await statusOf(issued.text, '/api/admin/overview')).toBe(200);
  await stack.db.users.changeAndRevoke(parseUserId(user.id) ?? ('' as never), { role: 'user' });
  expect(await statusOf(issued.text, '/api/admin/overview')).toBe(403);
});

test.each([
  [{ label: '', scopes: ['run'] }, 400],
  [{ label: 'x'.repeat(81), scopes: ['run'] }, 400],
  [{ label: 'x', scopes: [] }, 400],
  [{ label: 'x', scopes: ['everything'] }, 400],
  [{ label: 'x' }, 400],
  [{ label: 'x', scopes: ['admin'] }, 403],
])('%j is refused with %i', async (json, status) => {
  const token = await stack.signIn(await stack.createUser());
  expect((await call(token, '/api/account/keys', { json })).status).toBe(status);
});

test('nobody has more keys than can be looked through', async () => {
  const token = await stack.signIn(await stack.createUser());
  const make = (): Promise<Response> =>
    call(token, '/api/account/keys', { json: { label: 'one of many', scopes: ['read'] } });
  for (let count = 0; count < 50; count += 1) expect((await make()).status).toBe(200);
  expect((await make()).status).toBe(409);
});
