/** People, their roles and limits, and the record of what admins did, on the real services. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

import { finishLeaving } from '@/lib/features/admin/users/finish-leaving';
import type { GenerationId } from '@/lib/kernel/ids';
import { createLogger } from '@/lib/kernel/log';
import { sharedCopyKey } from '@/lib/storage/keys';

import { startHttpRig, type HttpRig, type HttpUser } from '../support/http-rig';

let rig: HttpRig;
let admin: HttpUser;
beforeAll(async () => {
  rig = await startHttpRig(inject('services'));
  await rig.offer('rig:0');
  admin = await rig.user('admin');
});
afterAll(() => rig.stop());

interface Row {
  readonly id: string;
  readonly email: string;
  readonly role: string;
  readonly status: string;
  readonly invited: boolean;
}

/** All that the console's answers may hold; each call has a part of it. */
interface Answer {
  readonly user: Row;
  readonly users: readonly Row[];
  readonly total: number;
  readonly link: { readonly path: string };
  readonly entries: readonly Entry[];
  readonly error: { readonly message: string };
}

/** A call of the console's API with a JSON body. */
async function call(
  who: HttpUser,
  method: string,
  path: string,
  body?: unknown,
): Promise<{ status: number; answer: Answer }> {
  const response = await who.fetch(`/api/admin${path}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, answer: (await response.json()) as Answer };
}

interface Entry {
  readonly act: string;
  readonly actorEmail: string;
  readonly targetName: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly address: string;
  readonly problem: string | null;
}

async function recordOf(target: string): Promise<readonly Entry[]> {
  const found = await call(admin, 'GET', `/audit?target=${target}`);
  return found.answer.entries;
}

const newEmail = (): string => `${randomUUID()}@example.org`;

describe('people', () => {
  test('an invitation is a link that works once and signs in', async () => {
    const email = newEmail();
    const made = await call(admin, 'POST', '/users', {
      ...{ email, role: 'guest', by: 'link' },
    });
    expect(made.answer.user).toMatchObject({ email, role: 'guest', invited: true });
    const secret = made.answer.link.path.split('#')[1] ?? '';
    const redeem = (newPassword: string): Promise<Response> =>
      fetch(`${rig.origin}/api/account/redeem`, {
        method: 'POST',
        body: JSON.stringify({ secret, newPassword }),
      });
    expect((await redeem('short')).status).toBe(400);
    const first = await redeem('a long enough password');
    expect(first.status).toBe(204);
    expect(first.headers.get('set-cookie')).toContain('atelier');
    expect((await redeem('another long password')).status).toBe(410);
    const login = await fetch(`${rig.origin}/api/auth/login`, {
      method: 'POST',
      body: JSON.stringify({ email, password: 'a long enough password' }),
    });
    expect(login.status).toBe(200);
    const [entry] = await recordOf(email);
    expect(entry).toMatchObject({ act: 'user.invite', actorEmail: admin.user.email });
    expect(JSON.stringify(entry)).not.toContain(secret);
  });

  test('a reset ends the old password and all sessions, and gives a link', async () => {
    const user = await rig.user();
    const reset = await call(
      ...([admin, 'POST', `/users/${user.user.id}/reset-password`] as const),
    );
    expect(reset.answer.link.path).toMatch(/^\/welcome#[\w-]{43}$/);
    expect((await user.fetch('/api/account/me')).status).toBe(401);
    const login = await fetch(`${rig.origin}/api/auth/login`, {
      method: 'POST',
      body: JSON.stringify({ email: user.user.email, password: 'a password of tests' }),
    });
    expect(login.status).toBe(401);
  });

  test('role, pool and limits change at once, and the record says from what to what', async () => {
    const user = await rig.user();
    const limits = { runsWaitingMax: 3, pools: ['default'] };
    const changed = await call(admin, 'PATCH', `/users/${user.user.id}`, {
      ...{ role: 'operator', pool: 'fast', limits },
    });
    expect(changed.answer).toMatchObject({ user: { role: 'operator', pool: 'fast', limits } });
    expect((await user.fetch('/api/account/me')).status).toBe(401);
    const [entry] = await recordOf(user.user.email);
    expect(entry).toMatchObject({
      act: 'user.change',
      before: { role: 'user', pool: 'default', limits: {} },
      after: { role: 'operator', pool: 'fast', limits },
      address: '127.0.0.1',
    });
  });

  test.each([
    [{ limits: { runsWaitingMax: -1 } }, 'runsWaitingMax'],
    [{ limits: { nonsense: 1 } }, 'nonsense'],
    [{ role: 'root' }, 'role'],
    [{ pool: 'Not A Pool' }, 'pool'],
    [{ status: 'active' }, 'status'],
  ])('%j is refused and names what is wrong', async (body, word) => {
    const user = await rig.user();
    const { status, answer } = await call(
      ...([admin, 'PATCH', `/users/${user.user.id}`, body] as const),
    );
    expect(status).toBe(400);
    expect(answer.error.message).toContain(word);
    expect(await recordOf(user.user.email)).toEqual([]);
  });

  test('an admin cannot take the own rights away, nor those of the last admin', async () => {
    const { id } = admin.user;
    for (const [method, path, body] of [
      ['POST', `/users/${id}/disable`, undefined],
      ['PATCH', `/users/${id}`, { role: 'user' }],
      ['DELETE', `/users/${id}`, { pictures: 'delete', queue: 'cancel', graphs: 'delete' }],
    ] as const) {
      expect((await call(admin, method, path, body)).status).toBe(409);
    }
  });

  test('the list is paged, filtered, and takes what people type literally', async () => {
    const user = await rig.user('guest');
    const found = await call(
      ...([admin, 'GET', `/users?text=${user.user.email.toUpperCase()}&role=guest`] as const),
    );
    expect(found.answer.users.map(({ id }) => id)).toEqual([user.user.id]);
    const literal = await call(admin, 'GET', '/users?text=.*');
    expect(literal.answer.total).toBe(0);
    expect((await call(admin, 'GET', '/users?page=0')).status).toBe(400);
  });
});

/** One of the janitor's rounds. @returns how many people are gone */
const round = (at: Date, tenantsRoot = '/tmp/no-such-tenants'): Promise<number> =>
  finishLeaving(
    {
      ...{ db: rig.db, store: rig.store, tenantsRoot },
      cancel: {
        promptRuns: rig.db.promptRuns,
        publisher: rig.publisher,
        producer: rig.web.producer,
        redis: rig.web.redis,
        prefix: rig.web.env.REDIS_PREFIX,
      },
      log: createLogger('test', 'silent'),
    },
    at,
  );
const later = (): Date => new Date(Date.now() + 120_000);

describe('removing a person', () => {
  test('closes the account at once and can be taken back for a while', async () => {
    const user = await rig.user();
    const choices = { pictures: 'delete', queue: 'cancel', graphs: 'delete' };
    const asked = await call(admin, 'DELETE', `/users/${user.user.id}`, choices);
    expect(asked.answer).toMatchObject({ user: { status: 'leaving' } });
    expect((await user.fetch('/api/account/me')).status).toBe(401);
    expect(await round(new Date())).toBe(0);
    const kept = await call(admin, 'POST', `/users/${user.user.id}/keep`);
    expect(kept.answer).toMatchObject({ user: { status: 'active' } });
    expect(await round(later())).toBe(0);
  });

  test('takes pictures, files and runs away, objects too', async () => {
    const user = await rig.user();
    const png = { name: 'mine.png', bytes: new Uint8Array([137, 80, 78, 71, 13, 10, 26, 10]) };
    await user.upload('/studio/api/upload/image', png);
    const [upload] = await rig.db.uploads.list(user.user.id, 'input', 1);
    const choices = { pictures: 'delete', queue: 'cancel', graphs: 'delete' };
    await call(admin, 'DELETE', `/users/${user.user.id}`, choices);
    expect(await round(later())).toBe(1);
    expect(await rig.store.head(upload?.s3Key ?? '')).toBeNull();
    expect(await rig.db.users.findById(user.user.id)).toBeNull();
    expect(await rig.db.uploads.list(user.user.id, 'input', 1)).toEqual([]);
  });

  test('takes copies for public links, unfinished uploads and files of every slot away', async () => {
    const user = await rig.user();
    const { id: userId } = user.user;
    const data = await mkdtemp(path.join(tmpdir(), 'atelier-leaving-'));
    const roots = ['tenants', 'tenants-1', 'tenants-2'].map((name) => path.join(data, name));
    const other = path.join(data, 'tenants-1', 'f'.repeat(32));
    for (const folder of [...roots.map((root) => path.join(root, userId)), other]) {
      await mkdir(path.join(folder, 'output'), { recursive: true });
    }
    const copy = sharedCopyKey(userId, 'a'.repeat(64), 'b'.repeat(32) as GenerationId);
    await rig.store.put(copy, Buffer.from('x'), { contentType: 'image/png' });
    const announced = await user.fetch('/api/uploads', {
      method: 'POST',
      body: JSON.stringify({ name: 'big.png', bytes: 9, sha256: 'c'.repeat(64) }),
    });
    expect(announced.status).toBe(200);
    const [incoming] = await rig.db.incomingUploads.list(userId, 5);
    const { key = '', storeId = '' } = incoming ?? {};
    expect(await rig.store.direct.arrived(key, storeId)).toEqual([]);

    const choices = { pictures: 'delete', queue: 'cancel', graphs: 'delete' };
    await call(admin, 'DELETE', `/users/${userId}`, choices);
    expect(await round(later(), roots[0])).toBe(1);
    expect(await rig.store.head(copy)).toBeNull();
    expect(await rig.store.direct.arrived(key, storeId)).toBeNull();
    for (const root of roots) expect(existsSync(path.join(root, userId))).toBe(false);
    expect(existsSync(other)).toBe(true);
    await rm(data, { recursive: true });
  });

  test('uploads that are given are found by their names, also where the heir has the name', async () => {
    const [user, heir] = [await rig.user(), await rig.user()];
    const bring = (who: HttpUser, name: string, content: number) =>
      who.upload('/studio/api/upload/image', { name, bytes: new Uint8Array([content]) });
    await bring(user, 'free.png', 1);
    await bring(user, 'taken.png', 2);
    await bring(user, 'same.png', 3);
    await bring(heir, 'taken.png', 4);
    await bring(heir, 'same.png', 3);
    const choices = { pictures: 'give', queue: 'finish', graphs: 'delete' };
    await call(admin, 'DELETE', `/users/${user.user.id}`, {
      ...choices,
      heirEmail: heir.user.email,
    });
    expect(await round(later())).toBe(1);
    const { id: heirId } = heir.user;
    const keyOf = async (name: string): Promise<string> =>
      (await rig.db.uploads.findByName(heirId, 'input', '', name))?.s3Key ?? '';
    for (const name of ['free.png', 'taken (1).png']) {
      expect(await keyOf(name)).toContain(user.user.id);
      expect(await rig.store.head(await keyOf(name))).not.toBeNull();
    }
    for (const name of ['taken.png', 'same.png']) expect(await keyOf(name)).toContain(heirId);
    expect(await rig.db.uploads.list(heirId, 'input', 9)).toHaveLength(4);
    const shown = await heir.fetch('/studio/api/view?type=input&filename=free.png');
    expect(new Uint8Array(await shown.arrayBuffer())).toEqual(new Uint8Array([1]));
  });

  test('what is given becomes the heir’s', async () => {
    const [user, heir] = [await rig.user(), await rig.user()];
    await user.upload('/studio/api/upload/image', { name: 'a.png', bytes: new Uint8Array([1]) });
    await user.post('/userdata/workflows%2Fgraph.json', { nodes: [] });
    const choices = { pictures: 'give', queue: 'finish', graphs: 'give' };
    const nobody = await call(admin, 'DELETE', `/users/${user.user.id}`, choices);
    expect(nobody.status).toBe(400);
    const withHeir = { ...choices, heirEmail: heir.user.email };
    await call(admin, 'DELETE', `/users/${user.user.id}`, withHeir);
    expect(await round(later())).toBe(1);
    expect(await rig.db.uploads.list(heir.user.id, 'input', 5)).toHaveLength(1);
    const files = await rig.db.userFiles.listBelow(heir.user.id, 'workflows');
    expect(files.map(({ path }) => path)).toEqual([`workflows/${user.user.email}/graph.json`]);
  });
});

describe('whose place here is taken away', () => {
  const ask = async (user: HttpUser): Promise<string> => {
    const answer = await user.fetch('/api/workspace', { method: 'POST', body: '{}' });
    return ((await answer.json()) as { id: string }).id;
  };

  test('loses a workspace when disabled', async () => {
    const user = await rig.user();
    const id = await ask(user);
    await call(admin, 'POST', `/users/${user.user.id}/disable`);
    const after = await rig.db.workspaces.findAsSystem(id);
    expect(after).toMatchObject({ state: 'ended', reason: 'by-admin' });
  });

  test('loses a workspace when removed, and is gone when its worker has ended it', async () => {
    const user = await rig.user();
    const id = await ask(user);
    const now = new Date();
    const holder = { workerId: 'rig', slotId: 'rig:0', bootId: 'boot' };
    await rig.db.workspaces.claimAsSystem(
      { pool: 'default', kind: 'cpu', before: now },
      { ...holder, until: new Date(now.getTime() + 60_000) },
      { device: 'cpu', outsidePort: null },
    );
    const choices = { pictures: 'delete', queue: 'cancel', graphs: 'delete' };
    await call(admin, 'DELETE', `/users/${user.user.id}`, choices);
    expect(await round(later())).toBe(0);
    expect(await rig.db.workspaces.findAsSystem(id)).toMatchObject({ endRequested: 'by-admin' });
    await rig.db.workspaces.closeAsSystem(id, holder, 'ended', { reason: 'by-admin' });
    expect(await round(later())).toBe(1);
    expect(await rig.db.workspaces.findAsSystem(id)).toBeNull();
    expect(await rig.db.users.findById(user.user.id)).toBeNull();
  });
});

describe('who may', () => {
  test.each(['operator', 'user', 'guest'] as const)(
    'a %s sees and changes nobody',
    async (role) => {
      const other = await rig.user(role);
      for (const [method, path] of [
        ['GET', '/users'],
        ['POST', '/users'],
        ['GET', `/users/${admin.user.id}`],
        ['POST', `/users/${admin.user.id}/sign-out`],
        ['GET', '/audit'],
        ['GET', '/audit/export'],
        ['PATCH', '/settings'],
      ] as const) {
        expect([path, (await call(other, method, path)).status]).toEqual([path, 403]);
      }
    },
  );

  test('a guest makes no API keys', async () => {
    const guest = await rig.user('guest');
    const body = JSON.stringify({ label: 'x', scopes: ['read'] });
    const answer = await guest.fetch('/api/account/keys', { method: 'POST', body });
    expect(answer.status).toBe(403);
  });
});

describe('settings', () => {
  test('act at once, are recorded, and refuse what makes no sense', async () => {
    const guest = await rig.user('guest');
    const roleLimits = { guest: { runsWaitingMax: 7 } };
    const changed = await call(admin, 'PATCH', '/settings', { cpuMaxPercent: 70, roleLimits });
    expect(changed.answer).toMatchObject({ settings: { cpuMaxPercent: 70, roleLimits } });
    const me = (await (await guest.fetch('/api/account/me')).json()) as { limits: unknown };
    expect(me.limits).toMatchObject({ runsWaitingMax: 7, runsRunningMax: 1 });
    expect((await call(admin, 'PATCH', '/settings', { cpuMaxPercent: 0 })).status).toBe(400);
    expect((await call(admin, 'PATCH', '/settings', { unknown: 1 })).status).toBe(400);
    const [entry] = await recordOf('installation');
    expect(entry).toMatchObject({
      act: 'settings.change',
      before: { cpuMaxPercent: 80, roleLimits: {} },
      after: { cpuMaxPercent: 70, roleLimits },
    });
  });
});

test('the record is exported line by line, and that is recorded too', async () => {
  const answer = await admin.fetch('/api/admin/audit/export?format=jsonl');
  expect(answer.headers.get('content-disposition')).toMatch(/audit-.*\.jsonl/);
  const lines = (await answer.text()).trim().split('\n');
  const acts = lines.map((line) => (JSON.parse(line) as Entry).act);
  expect(acts[0]).toBe('audit.export');
  expect(acts.length).toBeGreaterThan(5);
});

test('the record and its export begin at a moment, never at a day of some time zone', async () => {
  const from = new Date().toISOString();
  const list = (query: string) => admin.fetch(`/api/admin/audit${query}`);
  expect(await (await list(`?from=${from}`)).json()).toMatchObject({ entries: [], total: 0 });
  const lines = (await (await list(`/export?format=jsonl&from=${from}`)).text()).trim().split('\n');
  expect(lines.map((line) => (JSON.parse(line) as Entry).act)).toEqual(['audit.export']);
  expect((await list('?from=2026-07-02T00:00:00%2B08:00')).status).toBe(200);
  expect((await list('?from=2026-07-02')).status).toBe(400);
});

test('an act that fails after it was recorded gets a second entry that says so', async () => {
  const email = newEmail();
  await call(admin, 'POST', '/users', { email });
  expect((await call(admin, 'POST', '/users', { email })).status).toBe(409);
  const entries = await recordOf(email);
  expect(entries.map(({ problem }) => problem)).toEqual([
    expect.stringContaining('already a user'),
    null,
    null,
  ]);
});

test('the console answers only to networks that it is open to', async () => {
  const closed = await startHttpRig(inject('services'), { ADMIN_NETWORKS: '192.0.2.0/24' });
  const other = await closed.user('admin');
  const answer = await other.fetch('/api/admin/users');
  expect(answer.status).toBe(403);
  expect(await answer.text()).toContain('127.0.0.1');
  expect((await other.fetch('/api/account/me')).status).toBe(200);
  await closed.stop();
});
