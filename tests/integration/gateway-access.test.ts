/** What lies outside of the allow-list, forged and malformed requests. Who may call what: tests/access. */
import { request as httpRequest } from 'node:http';

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

import { signToken } from '@/lib/features/accounts/tokens';
import { differences, ROUTE_TABLE } from '@/lib/gateway/route-table';

import { PAGE_TEXT, startHttpRig, type HttpRig, type HttpUser } from '../support/http-rig';

const MAX_JSON_BYTES = 100_000;
let rig: HttpRig;
let ada: HttpUser;
beforeAll(async () => {
  rig = await startHttpRig(inject('services'), { MAX_JSON_BYTES: String(MAX_JSON_BYTES) });
  ada = await rig.user();
});
afterAll(() => rig.stop());

interface Line {
  readonly name: string;
  readonly method: string;
  readonly targets: readonly string[];
}

/** The allow-list as requests; parameters are filled with a name that nobody has. */
const LINES: readonly Line[] = Object.keys(ROUTE_TABLE).map((name) => {
  const [method = '', place = '', pattern = ''] = name.split(' ');
  const path = pattern.replaceAll(/\{[\w.]+\}/g, 'nobody');
  const bases = {
    twin: ['/studio/api', '/studio'],
    api: ['/studio/api'],
    bare: ['/studio'],
    root: [''],
  };
  const targets = bases[place as keyof typeof bases].map((base) => `${base}${path}`);
  return { name, method, targets };
});

/** A request whose path is sent exactly as given. */
function raw(
  path: string,
  init: { method?: string; headers?: Record<string, string> } = {},
): Promise<number> {
  const { hostname, port } = new URL(rig.origin);
  return new Promise((resolve, reject) => {
    const sent = httpRequest(
      { hostname, port, path, method: init.method ?? 'GET', headers: init.headers },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      },
    );
    sent.once('error', reject);
    sent.end();
  });
}

test('the routes that are served are those of the allow-list, and a difference is found', () => {
  expect(differences(rig.routes)).toEqual([]);
  const [first, ...others] = rig.routes;
  if (first === undefined) throw new Error('no routes');
  expect(differences(others)).toHaveLength(1);
  expect(differences([...rig.routes, { ...first, path: '/new' }])).toHaveLength(1);
  expect(differences([{ ...first, source: 's3' }, ...others])).toHaveLength(1);
});

describe('each route of the allow-list', () => {
  test.each(LINES)('$name answers other methods with 405', async ({ targets, name }) => {
    const [, place, path] = name.split(' ');
    const same = LINES.filter((line) => line.name.endsWith(` ${place ?? ''} ${path ?? ''}`));
    const allowed = same.map(({ method }) => method);
    const other =
      ['PUT', 'DELETE', 'GET', 'POST'].find((method) => !allowed.includes(method)) ?? 'PUT';
    const answer = await ada.fetch(targets[0] ?? '', { method: other });
    expect(answer.status).toBe(405);
    const expected = [...allowed, ...(allowed.includes('GET') ? ['HEAD'] : [])];
    expect(answer.headers.get('allow')?.split(', ').sort()).toEqual(expected.sort());
  });
});

test('ended sessions are refused on their next request', async () => {
  const user = await rig.user();
  expect((await user.fetch('/studio/api/users')).status).toBe(200);
  await rig.db.users.changeAndRevoke(user.user.id, {});
  expect((await user.fetch('/studio/api/users')).status).toBe(401);
  const expired = await signToken(rig.web.keys, ada.user, 'access', -10);
  const ticket = await signToken(rig.web.keys, ada.user, 'ws', 60);
  for (const token of [expired, ticket]) {
    const headers = { authorization: `Bearer ${token}` };
    expect((await fetch(`${rig.origin}/studio/api/users`, { headers })).status).toBe(401);
  }
});

test.each([
  '/studio/nope',
  '/studio/api',
  '/studio/api/',
  '/studio/api/nope',
  '/studio/api/users/',
  '/studio/api/api/users',
  '/studio/api/internal/logs',
  '/studio/jobs',
  '/studio/api/v2/manager/queue/status',
  '/studio/manager/reboot',
  '/studio/customnode/getlist',
  '/studio/api/assets/nobody',
  '/studio/extensions/pack/x.js',
  '/studio/index.html.bak',
  '/assets/images/nobody.png',
])('%s is nobody’s: 404 with an empty body, never a page', async (target) => {
  const answer = await ada.fetch(target);
  expect([answer.status, await answer.text()]).toEqual([404, '']);
  expect(answer.headers.get('content-type')).not.toMatch(/html/);
});

test('without its database it says so, and is not ready', async () => {
  const other = await startHttpRig(inject('services'));
  const user = await other.user();
  await other.db.close();
  const answer = await user.fetch('/studio/api/users');
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('2');
  const ready = await fetch(`${other.origin}/readyz`);
  expect(ready.status).toBe(503);
  expect(await ready.json()).toMatchObject({
    status: 'not-ready',
    checks: { redis: { ok: true } },
  });
  expect((await fetch(`${other.origin}/healthz`)).status).toBe(200);
  await other.stop();
});

test('editor files are public, below the studio and at their absolute twins', async () => {
  for (const target of ['/studio/assets/known.js', '/assets/known.js']) {
    expect(await (await fetch(`${rig.origin}${target}`)).text()).toBe('known');
  }
});

test('dot segments are not resolved before they are refused', async () => {
  const headers = { authorization: `Bearer ${ada.token}` };
  expect(await raw('/studio/../studio/api/users', { headers })).not.toBe(200);
  expect(await raw('/studio/api/%2e%2e/api/users', { headers })).toBe(404);
  expect(await raw('/studio/assets/%2e%2e/%2e%2e/package.json')).toBe(400);
  expect(await raw('/studio/assets/..%2f..%2fpackage.json')).toBe(400);
  expect(await raw('/studio/assets/a%5cb')).toBe(400);
  expect(await raw('/files/%2e%2e/%2e%2e/etc/passwd')).toBe(400);
});

describe('a write that is authenticated by the cookie', () => {
  const write = (headers: Record<string, string>): Promise<Response> =>
    fetch(`${rig.origin}/studio/api/settings/x`, {
      method: 'POST',
      body: '1',
      headers: { cookie: `other=1; atelier.session=${ada.token}`, ...headers },
    });

  test('is taken from a page of ours', async () => {
    expect((await write({ origin: rig.origin })).status).toBe(200);
    expect((await write({ 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });

  test.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: 'http://127.0.0.1:1' },
  ])('is refused from %j', async (headers) => {
    const answer = await write(headers);
    expect(answer.status).toBe(403);
  });

  test('is refused when the browser says that it comes from elsewhere', async () => {
    const headers = { cookie: `atelier.session=${ada.token}`, 'sec-fetch-site': 'cross-site' };
    expect(await raw('/studio/api/interrupt', { method: 'POST', headers })).toBe(403);
  });

  test('does not count when a bearer token is given', async () => {
    const headers = { authorization: 'Bearer nonsense', origin: rig.origin };
    expect((await write(headers)).status).toBe(403);
  });
});

test('a body over the limit is refused with 413 in the form that the editor reads', async () => {
  for (const body of ['x'.repeat(MAX_JSON_BYTES + 1), '"'.repeat(30_000_000)]) {
    const answer = await ada.post('/prompt', body);
    expect(answer.status).toBe(413);
    expect(await answer.json()).toMatchObject({
      error: {
        type: 'too_large',
        message: expect.any(String) as string,
        details: '',
        extra_info: {},
      },
      node_errors: {},
    });
  }
  expect((await ada.post('/settings', 'x'.repeat(MAX_JSON_BYTES + 1))).status).toBe(413);
});

test('malformed JSON is the client’s fault', async () => {
  for (const target of ['/prompt', '/queue', '/history', '/settings', '/settings/x']) {
    expect([target, (await ada.post(target, '{"a":')).status]).toEqual([target, 400]);
  }
});

test('health, readiness and metrics are told to this machine only as far as they are harmless', async () => {
  expect(await (await fetch(`${rig.origin}/healthz`)).json()).toEqual({ status: 'ok' });
  const ready = await fetch(`${rig.origin}/readyz`);
  expect(ready.status).toBe(200);
  expect(await ready.json()).toMatchObject({
    status: 'ready',
    checks: {
      database: { ok: true },
      redis: { ok: true },
      objectStore: { ok: true },
      slots: { ok: false },
    },
  });
  const metrics = await (await fetch(`${rig.origin}/metrics`)).text();
  expect(metrics).toContain('atelier_http_request_duration_seconds_bucket');
  expect(metrics).toContain('atelier_runs_active{state="queued"} 0');
  const forwarded = { 'x-forwarded-for': '203.0.113.9' };
  expect((await fetch(`${rig.origin}/metrics`, { headers: forwarded })).status).toBe(401);
  expect((await ada.fetch('/metrics', { headers: forwarded })).status).toBe(403);
  const admin = await rig.user('admin');
  expect((await admin.fetch('/metrics', { headers: forwarded })).status).toBe(200);
});

test('pages go to Next with a policy of their own, and the studio’s address ends in a slash', async () => {
  const page = await fetch(`${rig.origin}/studio/`);
  expect(await page.text()).toBe(PAGE_TEXT);
  const policy = page.headers.get('content-security-policy') ?? '';
  expect(policy).toMatch(/script-src 'self' 'nonce-[\w+/=]{24}' 'wasm-unsafe-eval';/);
  expect(policy).toContain(`ws://${new URL(rig.origin).host}`);
  expect(policy).not.toMatch(/https?:|unsafe-eval'? |\*/);
  const again = await fetch(`${rig.origin}/studio/`);
  expect(again.headers.get('content-security-policy')).not.toBe(policy);
  const bare = await fetch(`${rig.origin}/studio?x=1`, { redirect: 'manual' });
  expect([bare.status, bare.headers.get('location')]).toEqual([308, '/studio/?x=1']);
  expect(page.headers.get('strict-transport-security')).toBeNull();
});

test('every answer forbids sniffing and framing by others', async () => {
  for (const target of ['/', '/studio/api/users', '/studio/nope', '/healthz', '/files/x']) {
    const { headers } = await ada.fetch(target);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('x-frame-options')).toBe('SAMEORIGIN');
  }
});
