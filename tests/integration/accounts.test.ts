/** Signing in, tokens and their ends, on the real web process. */
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { SESSION_COOKIE } from '@/lib/features/accounts/session-cookie';
import type { UserId } from '@/lib/kernel/ids';

import { ComfyClient } from '../support/comfy-client';
import { startStack, type Stack } from '../support/stack';
import { waitFor } from '../support/wait-for';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack({ env: { SIGN_IN_ATTEMPTS: '4', SIGN_IN_WINDOW_S: '60' }, slots: 0 });
});
afterAll(() => stack.stop());

interface Login {
  readonly access_token: string;
  readonly token_type: string;
  readonly expires_in: number;
  readonly user: { readonly email: string };
}

const login = (email: string, password: string): Promise<Response> =>
  fetch(`${stack.url}/api/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email, password }),
  });
const bearer = (token: string): RequestInit => ({ headers: { authorization: `Bearer ${token}` } });
const status = async (path: string, init: RequestInit = {}): Promise<number> =>
  (await fetch(`${stack.url}${path}`, init)).status;

test('signing in gives a token of seven days and a ticket of thirty minutes', async () => {
  const { email, password } = await stack.createUser();
  const answer = (await (await login(email, password)).json()) as Login;
  expect(answer).toMatchObject({
    token_type: 'Bearer',
    expires_in: 7 * 24 * 3600,
    user: { email },
  });
  const ticket = await fetch(`${stack.url}/api/comfy/ws_token`, bearer(answer.access_token));
  expect(await ticket.json()).toMatchObject({
    ws_token: expect.any(String) as string,
    expires_in: 1800,
  });
});

test('nothing but a valid token opens the API', async () => {
  expect(await status('/api/history')).toBe(401);
  expect(await status('/api/history', bearer('nonsense'))).toBe(401);
  expect(await status('/studio/api/queue')).toBe(401);
  expect(await status('/studio/api/queue', bearer('nonsense'))).toBe(401);
});

test('an unknown address and a wrong password get the same answer', async () => {
  const { email } = await stack.createUser();
  const wrong = await login(email, 'not the password');
  const unknown = await login('nobody@example.org', 'not the password');
  expect(wrong.status).toBe(401);
  expect(unknown.status).toBe(401);
  expect(await wrong.json()).toEqual(await unknown.json());
});

test('an account is throttled after its attempts, with the time to wait', async () => {
  const { email, password } = await stack.createUser();
  for (let attempt = 0; attempt < 4; attempt += 1) await login(email, 'wrong');
  const refused = await login(email, password);
  expect(refused.status).toBe(429);
  expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  const other = await stack.createUser();
  expect((await login(other.email, other.password)).status).toBe(200);
});

test('signing out ends this session and its tickets, not the others', async () => {
  const { email, password } = await stack.createUser();
  const first = ((await (await login(email, password)).json()) as Login).access_token;
  const second = ((await (await login(email, password)).json()) as Login).access_token;
  const client = await new ComfyClient(`${stack.url}/studio`, first).connect();
  expect(await status('/api/auth/logout', { method: 'POST', ...bearer(first) })).toBe(204);
  expect(await status('/api/history', bearer(first))).toBe(401);
  expect(await status('/api/history', bearer(second))).toBe(200);
  await waitFor(() => client.closed !== null, 'the socket of the session to be closed');
});

test('a session that ended does not come back with a token that it had renewed', async () => {
  const { id, email, password } = await stack.createUser();
  const first = ((await (await login(email, password)).json()) as Login).access_token;
  const cookie = { headers: { cookie: `${SESSION_COOKIE}=${first}` } };
  const session = await fetch(`${stack.url}/api/auth/session`, cookie);
  const [, renewed = ''] =
    new RegExp(`${SESSION_COOKIE}=([^;]+)`).exec(session.headers.getSetCookie().join()) ?? [];
  expect(await status('/api/history', bearer(renewed))).toBe(200);
  for (let time = 0; time < 3; time += 1) {
    expect(await status('/api/auth/logout', { method: 'POST', ...bearer(first) })).toBe(204);
  }
  expect(await status('/api/history', bearer(renewed))).toBe(401);
  const { endedSessions = [] } = (await stack.db.users.findById(id as UserId)) ?? {};
  expect(endedSessions).toHaveLength(1);
  const { exp } = decodeJwt(renewed);
  expect(endedSessions[0]?.until.getTime()).toBeGreaterThan(Number(exp) * 1_000);
});

test('signing out everywhere and a changed password end every session', async () => {
  const { email, password } = await stack.createUser();
  const token = ((await (await login(email, password)).json()) as Login).access_token;
  expect(
    await status('/api/account/sign-out-everywhere', { method: 'POST', ...bearer(token) }),
  ).toBe(204);
  expect(await status('/api/history', bearer(token))).toBe(401);

  const again = ((await (await login(email, password)).json()) as Login).access_token;
  const change = (currentPassword: string): Promise<number> =>
    status('/api/account/password', {
      method: 'POST',
      ...bearer(again),
      body: JSON.stringify({ currentPassword, newPassword: 'another long password' }),
    });
  expect(await change('not the password')).toBe(403);
  expect(await change(password)).toBe(204);
  expect(await status('/api/history', bearer(again))).toBe(401);
  expect((await login(email, password)).status).toBe(401);
  expect((await login(email, 'another long password')).status).toBe(200);
});

test("disabling a user acts on the user's next request and closes sockets", async () => {
  const admin = await stack.createUser({ role: 'admin' });
  const adminToken = ((await (await login(admin.email, admin.password)).json()) as Login)
    .access_token;
  const user = await stack.createUser();
  const token = ((await (await login(user.email, user.password)).json()) as Login).access_token;
  const client = await new ComfyClient(`${stack.url}/studio`, token).connect();
  expect(client.closed).toBeNull();

  const act = (action: string, by: string): Promise<number> =>
    status(`/api/admin/users/${user.id}/${action}`, { method: 'POST', ...bearer(by) });
  expect(await act('disable', token)).toBe(403);
  expect(await act('disable', adminToken)).toBe(200);
  expect(await status('/api/history', bearer(token))).toBe(401);
  await waitFor(() => client.closed !== null, 'the socket to be closed');
  expect((await login(user.email, user.password)).status).toBe(401);
  expect(await act('enable', adminToken)).toBe(200);
  expect((await login(user.email, user.password)).status).toBe(200);
});

test('the browser session works only from our own pages for writes', async () => {
  const { email, password } = await stack.createUser();
  const token = ((await (await login(email, password)).json()) as Login).access_token;
  const write = (origin: string): Promise<number> =>
    status('/api/account/sign-out-everywhere', {
      method: 'POST',
      headers: { cookie: `atelier.session=${token}`, origin },
    });
  expect(await write('https://evil.example')).toBe(403);
  expect(await write(stack.url)).toBe(204);
});

test('bad bodies are told what is wrong', async () => {
  const post = (body: string): Promise<Response> =>
    fetch(`${stack.url}/api/auth/login`, { method: 'POST', body });
  expect((await post('{')).status).toBe(400);
  const missing = await post('{"email":"a@b.c"}');
  expect(missing.status).toBe(400);
  expect(JSON.stringify(await missing.json())).toContain('body.password');
  expect((await post(JSON.stringify({ email: 'x', password: 'y'.repeat(300_000) }))).status).toBe(
    413,
  );
});
