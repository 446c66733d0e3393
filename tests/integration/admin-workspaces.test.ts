/** Workspaces in the console: who sees what of them, extending, ending, and what becomes of a removed person's. */
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import type { WorkspacePage, WorkspaceRow } from '@/components/api/types';
import type { Workspace } from '@/lib/domain/workspace';
import type { WorkspaceView } from '@/lib/domain/workspace-view';

import { startHttpRig, type HttpRig, type HttpUser } from '../support/http-rig';

let rig: HttpRig;
let admin: HttpUser;
let operator: HttpUser;
beforeAll(async () => {
  rig = await startHttpRig(inject('services'));
  await rig.offer('rig:0');
  [admin, operator] = await Promise.all([rig.user('admin'), rig.user('operator')]);
});
afterAll(() => rig.stop());

const LEASE = { workerId: 'rig', slotId: 'rig:0', bootId: 'boot' };
const IDLE_S = 600;

async function ask(owner: HttpUser): Promise<WorkspaceView> {
  const answer = await owner.fetch('/api/workspace', { method: 'POST', body: '{}' });
  expect(answer.status).toBe(200);
  return (await answer.json()) as WorkspaceView;
}

/** As a worker brings it up. */
async function bringUp(): Promise<Workspace> {
  const now = new Date();
  const lease = { ...LEASE, until: new Date(now.getTime() + 60_000) };
  const offer = { pool: 'default', kind: 'cpu', before: now } as const;
  const facts = { device: 'cpu', outsidePort: 9001 };
  const claimed = await rig.db.workspaces.claimAsSystem(offer, lease, facts);
  const ready = await rig.db.workspaces.moveAsSystem(
    ...([claimed?.id ?? '', LEASE, ['assigning'], 'ready'] as const),
    { readyAt: now, activityAt: now, idleTimeoutS: IDLE_S },
  );
  if (ready === null) throw new Error('it was not brought up');
  return ready;
}

async function list(who: HttpUser, query = ''): Promise<WorkspacePage> {
  const answer = await who.fetch(`/api/admin/workspaces${query}`);
  expect(answer.status).toBe(200);
  return (await answer.json()) as WorkspacePage;
}

async function act(
  who: HttpUser,
  method: string,
  id: string,
  body?: object,
): Promise<{ status: number; workspace: WorkspaceRow }> {
  const answer = await who.fetch(`/api/admin/workspaces/${id}`, {
    method,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const { workspace } = (await answer.json()) as { workspace: WorkspaceRow };
  return { status: answer.status, workspace };
}

const actsOn = async (owner: HttpUser): Promise<string[]> => {
  const answer = await admin.fetch(`/api/admin/audit?target=${owner.user.email}`);
  const { entries } = (await answer.json()) as { entries: { act: string; actorEmail: string }[] };
  return entries.map((entry) => `${entry.act} ${entry.actorEmail}`);
};

test('admins see whose each is and when it ends; operators see that there are some', async () => {
  const owner = await rig.user();
  const { id } = await ask(owner);
  const waiting = (await list(admin, '?state=live')).workspaces.find((row) => row.id === id);
  expect(waiting).toMatchObject({ state: 'waiting', secondsLeft: null, isLive: true, slotId: '' });
  await bringUp();

  const { workspaces } = await list(admin, `?user=${owner.user.email}`);
  expect(workspaces).toMatchObject([
    { id, state: 'ready', user: { email: owner.user.email }, slotId: 'rig:0', outsidePort: 9001 },
  ]);
  const left = workspaces[0]?.secondsLeft ?? 0;
  expect(left).toBeGreaterThan(IDLE_S - 60);
  expect(left).toBeLessThanOrEqual(IDLE_S);
  const seen = await list(operator);
  expect(seen.workspaces.find((row) => row.id === id)).toMatchObject({ user: null, detail: null });
  expect(JSON.stringify(seen)).not.toContain(owner.user.email);
  expect(JSON.stringify(seen)).not.toContain(owner.user.id);
  const search = await operator.fetch(`/api/admin/workspaces?user=${owner.user.email}`);
  expect(search.status).toBe(403);
  await act(admin, 'DELETE', id);
  await rig.db.workspaces.closeAsSystem(id, LEASE, 'ended', { reason: 'by-admin' });
});

test('an extension puts the idle end off, is taken back, and stands in the record', async () => {
  const owner = await rig.user();
  const { id } = await ask(owner);
  await bringUp();
  const extended = await act(operator, 'PATCH', id, { minutes: 60 });
  expect(extended.status).toBe(200);
  expect(extended.workspace.secondsLeft).toBeGreaterThan(3_500);
  expect(extended.workspace.extendedUntil).not.toBeNull();
  const taken = await act(operator, 'PATCH', id, { minutes: 0 });
  expect(taken.workspace).toMatchObject({ extendedUntil: null });
  expect(taken.workspace.secondsLeft).toBeLessThanOrEqual(IDLE_S);
  for (const body of [{ minutes: -1 }, { minutes: 1e9 }, { minutes: '60' }, {}]) {
    expect((await act(admin, 'PATCH', id, body)).status).toBe(400);
  }

  expect((await act(admin, 'DELETE', id)).status).toBe(200);
  expect(await rig.db.workspaces.findAsSystem(id)).toMatchObject({ endRequested: 'by-admin' });
  await rig.db.workspaces.closeAsSystem(id, LEASE, 'ended', { reason: 'by-admin' });
  expect((await act(admin, 'PATCH', id, { minutes: 60 })).status).toBe(409);
  expect((await act(admin, 'DELETE', id)).status).toBe(409);
  const over = await list(admin, '?state=ended');
  expect(over.workspaces.map((row) => row.id)).toContain(id);
  expect((await list(admin, '?state=live')).workspaces.map((row) => row.id)).not.toContain(id);
  const [, , ...first] = await actsOn(owner);
  expect(first.reverse()).toEqual([
    `workspace.extend ${operator.user.email}`,
    `workspace.extend ${operator.user.email}`,
    `workspace.end ${admin.user.email}`,
    ...[`workspace.extend ${admin.user.email}`, `workspace.extend ${admin.user.email}`],
  ]);
});

test.each(['none', 'a b', '%00'])('there is no workspace %s', async (id) => {
  const place = encodeURIComponent(id);
  expect((await act(admin, 'DELETE', place)).status).toBe(404);
  expect((await act(admin, 'PATCH', place, { minutes: 1 })).status).toBe(404);
});

test('a slot that is lent shows whose workspace it is and when that ends', async () => {
  const owner = await rig.user();
  const { id } = await ask(owner);
  const { id: readyId } = await bringUp();
  expect(readyId).toBe(id);
  await rig.offer('rig:0', undefined, { state: 'leased', workspaceId: id });
  await rig.offer('rig:0/w', undefined, { pool: `ws-${id}`, runId: 'a-run' });
  const slotsOf = async (who: HttpUser): Promise<unknown[]> => {
    const answer = await who.fetch('/api/admin/slots');
    return ((await answer.json()) as { slots: unknown[] }).slots;
  };
  const held = { id: 'rig:0', state: 'leased', runId: 'a-run' };
  const workspace = { id, secondsLeft: expect.any(Number) as number };
  expect(await slotsOf(admin)).toMatchObject([{ ...held, workspace, user: owner.user.email }]);
  expect(await slotsOf(operator)).toMatchObject([{ ...held, workspace, user: null }]);
  await rig.db.slots.removeAsSystem('rig:0/w');
  await rig.db.workspaces.closeAsSystem(id, LEASE, 'ended', { reason: 'by-owner' });
  await rig.offer('rig:0');
});
