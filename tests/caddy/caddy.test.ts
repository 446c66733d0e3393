/** Workspaces through a real Caddy: who enters, restarts of either side, and other people's configuration. */
import { once } from 'node:events';

import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';

import { freePort } from '@/embedded/ports.mjs';
import { createTestCaddy, type TestCaddy } from '@/tests/support/caddy';
import { startStack, type Stack } from '@/tests/support/stack';
import { waitFor } from '@/tests/support/wait-for';
import { savedPicture } from '@/tests/support/worker-graphs';
import { WorkspaceVisitor } from '@/tests/support/workspace-visitor';

let caddy: TestCaddy;
let stack: Stack;
let ada: WorkspaceVisitor;
let outside: string;
let port: number;
let foreignPort: number;

beforeAll(async () => {
  caddy = await createTestCaddy();
  await caddy.start();
  port = await freePort();
  foreignPort = await freePort();
  stack = await startStack({
    slots: 1,
    comfyui: false,
    env: {
      CADDY_ADMIN: caddy.admin,
      CADDY_LISTEN: '127.0.0.1',
      RUNNER_PORTS: `${await freePort()}:${port}:1`,
      WORKSPACE_LOAD_MAX: '1000',
      WORKSPACE_MEMORY_MAX_PERCENT: '100',
    },
  });
  ada = await WorkspaceVisitor.of(stack);
  outside = `http://127.0.0.1:${port}`;
});
afterAll(async () => {
  await stack.stop();
  await caddy.stop();
});

const get = (target: string, cookie = '', init: RequestInit = {}): Promise<Response> =>
  fetch(outside + target, { redirect: 'manual', ...init, headers: { cookie } });
const statusOf = (target: string, cookie = ''): Promise<number> =>
  get(target, cookie).then(
    ({ status }) => status,
    () => 0,
  );

/** @returns both cookies, as a browser would send them */
async function enter(): Promise<string> {
  const { outsideUrl } = await ada.until('ready', ({ state }) => state === 'ready');
  const token = outsideUrl?.split('/')[3] ?? '';
  expect(outsideUrl).toBe(`http://{host}:${port}/${token}/`);
  await waitFor(async () => (await statusOf(`/${token}/`)) === 302, 'Caddy to know the token');
  const [cookie = ''] = (await get(`/${token}/`)).headers.getSetCookie();
  expect(cookie).toContain('HttpOnly');
  return `${ada.cookie}; ${cookie.split(';')[0] ?? ''}`;
}

test('the token becomes a cookie; with it and the session the editor works, without either 403', async () => {
  await ada.start();
  const cookies = await enter();
  const page = await get('/', cookies);
  expect([page.status, (await page.text()).includes('atelier/page.js')]).toEqual([200, true]);
  for (const [target, cookie] of [
    ['/', ''],
    ['/', ada.cookie],
    ['/', cookies.replace(ada.cookie, '')],
    [`/${'A'.repeat(32)}/`, ada.cookie],
    ['/api/queue', `${ada.cookie}; atelier_workspace_${port}=${'A'.repeat(32)}`],
  ] as const) {
    expect([target, await statusOf(target, cookie)]).toEqual([target, 403]);
  }
  // Encoded slashes arrive as they were sent.
  const file = '/api/userdata/workflows%2Fa.json';
  const written = await fetch(outside + file, {
    method: 'POST',
    headers: { cookie: cookies, origin: outside },
    body: '{"a": 1}',
  });
  expect(written.status).toBe(200);
  expect(await (await get(file, cookies)).json()).toEqual({ a: 1 });
  const headers = { cookie: cookies, origin: outside };
  const socket = new WebSocket(`${outside.replace('http', 'ws')}/ws?clientId=visitor`, { headers });
  await once(socket, 'message');
  socket.terminate();
  const body = JSON.stringify({ prompt: savedPicture(), client_id: 'visitor' });
  expect((await fetch(`${outside}/api/prompt`, { method: 'POST', headers, body })).status).toBe(
    200,
  );
  await waitFor(
    async () => (await stack.db.collections.generations.countDocuments()) === 1,
    'the picture',
  );
});

test('after a restart of Caddy, and of the web process, everything is as before', async () => {
  const cookies = await enter();
  await caddy.kill();
  expect(await statusOf('/', cookies)).toBe(0);
  await caddy.start();
  await waitFor(async () => (await statusOf('/', cookies)) === 200, 'Caddy to be configured anew');
  await stack.kill('web');
  await stack.restart('web');
  await waitFor(async () => (await statusOf('/', cookies)) === 200, 'the web process to be back');
});

test('configuration of others stays as it is', async () => {
  const foreign = {
    listen: [`127.0.0.1:${foreignPort}`],
    routes: [{ handle: [{ handler: 'static_response', body: 'mine' }] }],
  };
  await caddy.put('apps/http/servers/somebody', foreign);
  await ada.end();
  await waitFor(async () => (await statusOf('/', ada.cookie)) === 403, 'the port to be closed');
  const config = (await caddy.config()) as { apps: { http: { servers: Record<string, unknown> } } };
  expect(config.apps.http.servers['somebody']).toEqual(foreign);
  expect(await (await fetch(`http://127.0.0.1:${foreignPort}/`)).text()).toBe('mine');
});

test('an old token opens nothing; the next start has another', async () => {
  const before = await ada.overview();
  await ada.start();
  const cookies = await enter();
  expect(await statusOf('/', cookies)).toBe(200);
  expect((await ada.overview()).workspace?.outsideUrl).not.toBe(before.workspace?.outsideUrl);
  await ada.end();
  await waitFor(async () => (await statusOf('/', cookies)) === 403, 'the port to be closed');
});

test('without Caddy workspaces start and end all the same, by their path', async () => {
  await caddy.kill();
  const own = await ada.open();
  expect((await ada.fetch(own)).status).toBe(200);
  await ada.end();
});
