/** Runs, slots, load and live views of the console, on the real services. */
import { randomUUID } from 'node:crypto';

import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest';

import { SETTLED_MS } from '@/lib/domain/alert';
import { createThresholdWatch } from '@/lib/features/admin/overview/watch-thresholds';
import { writeRollups } from '@/lib/features/admin/overview/write-rollups';
import type { RunId } from '@/lib/kernel/ids';
import { createLogger } from '@/lib/kernel/log';
import { createLogShare } from '@/lib/realtime/runner-log';

import { plainPicture } from '../support/graphs';
import { startHttpRig, type HttpRig, type HttpUser } from '../support/http-rig';
import { waitFor } from '../support/wait-for';

let rig: HttpRig;
let admin: HttpUser;
let operator: HttpUser;
beforeAll(async () => {
  rig = await startHttpRig(inject('services'));
  await rig.offer('rig:0');
  [admin, operator] = await Promise.all([rig.user('admin'), rig.user('operator')]);
});
afterAll(() => rig.stop());

interface Run {
  readonly id: string;
  readonly state: string;
  readonly user: { readonly email: string } | null;
  readonly workflowId: string | null;
}

/** All that the console's answers may hold; each call has a part of it. */
interface Answer {
  readonly runs: readonly Run[];
  readonly run: Run;
  readonly runId: string;
  readonly total: number;
  readonly graph: unknown;
  readonly slots: readonly { readonly id: string; readonly wanted: string }[];
  readonly points: readonly { readonly cancelled: number; readonly waiting: number }[];
  readonly alerts: readonly { readonly kind: string; readonly clearedAt: string | null }[];
  readonly lines: readonly { readonly text: string }[];
  readonly graphs: readonly { readonly id: string }[];
  readonly entries: readonly { readonly act: string }[];
}

async function call(
  who: HttpUser,
  method: string,
  path: string,
): Promise<{ status: number; answer: Answer }> {
  const response = await who.fetch(`/api/admin${path}`, { method });
  return { status: response.status, answer: (await response.json()) as Answer };
}

/** A waiting run of a new user. */
async function newRun(): Promise<{ owner: HttpUser; run: Run }> {
  const owner = await rig.user();
  const sent = await owner.post('/prompt', { prompt: plainPicture(1), client_id: 'c' });
  expect(sent.status).toBe(200);
  const { answer } = await call(admin, 'GET', `/runs?user=${owner.user.email}`);
  const [run] = answer.runs;
  if (run === undefined) throw new Error('the run is not listed');
  return { owner, run };
}

describe('runs', () => {
  test('admins find runs by owner, state and graph; operators see them without content', async () => {
    const { owner, run } = await newRun();
    expect(run).toMatchObject({ state: 'queued', user: { email: owner.user.email } });
    const graph = run.workflowId ?? '';
    const byGraph = await call(admin, 'GET', `/runs?graph=${graph}&state=queued`);
    expect(byGraph.answer.runs.map(({ id }) => id)).toContain(run.id);
    expect((await call(admin, 'GET', `/runs/${run.id}`)).answer.graph).toEqual(plainPicture(1));

    const seen = await call(operator, 'GET', `/runs/${run.id}`);
    expect(seen.answer).toMatchObject({ run: { user: null, workflowId: null, error: null } });
    expect(seen.answer).toMatchObject({ graph: null, traceback: null, log: null });
    expect((await call(operator, 'GET', `/runs?user=${owner.user.email}`)).status).toBe(403);
    expect((await call(operator, 'GET', `/runs?graph=${graph}`)).status).toBe(403);
    const text = JSON.stringify((await call(operator, 'GET', '/runs')).answer);
    expect(text).not.toContain(owner.user.email);
    expect(text).not.toContain(owner.user.id);
  });

  test('a run is cancelled and run again, for its owner', async () => {
    const { owner, run } = await newRun();
    expect((await call(operator, 'POST', `/runs/${run.id}/retry`)).status).toBe(409);
    expect((await call(operator, 'POST', `/runs/${run.id}/cancel`)).status).toBe(200);
    expect((await call(admin, 'GET', `/runs/${run.id}`)).answer.run.state).toBe('cancelled');
    const again = await call(operator, 'POST', `/runs/${run.id}/retry`);
    const { run: renewed, graph } = (await call(admin, 'GET', `/runs/${again.answer.runId}`))
      .answer;
    expect(renewed).toMatchObject({ state: 'queued', user: { email: owner.user.email } });
    expect(graph).toEqual(plainPicture(1));
  });

  test('a graph in quarantine is seen, without content by operators, and let go, which is recorded', async () => {
    const { owner, run } = await newRun();
    const [runId, workflowId] = [run.id as RunId, run.workflowId ?? ''];
    for (const attempt of [1, 2, 3]) {
      const claim = { runId, attempt };
      await rig.db.graphStrikes.strike(owner.user.id, workflowId, claim, 'it died', new Date());
    }
    const [row] = (await call(admin, 'GET', '/quarantine')).answer.graphs;
    const user = { id: owner.user.id, email: owner.user.email };
    expect(row).toMatchObject({ user, workflowId, strikes: 3, reason: 'it died' });
    const [seen] = (await call(operator, 'GET', '/quarantine')).answer.graphs;
    expect(seen).toMatchObject({ id: row?.id, user: null, workflowId: null });
    const path = `/quarantine/${row?.id ?? ''}`;
    expect((await call(admin, 'POST', `${path}/forgive`)).status).toBe(404);
    const released = await call(operator, 'POST', `${path}/release`);
    expect(released).toMatchObject({ status: 200, answer: { released: true } });
    expect((await call(admin, 'GET', '/quarantine')).answer.graphs).toEqual([]);
    expect((await call(admin, 'POST', `${path}/release`)).status).toBe(404);
    const { entries } = (await call(admin, 'GET', '/audit')).answer;
    expect(entries[0]).toMatchObject({ act: 'quarantine.release' });
  });

  test.each(['not-an-id', randomUUID()])('there is no run %s', async (id) => {
    expect((await call(admin, 'GET', `/runs/${id}`)).status).toBe(404);
    expect((await call(admin, 'POST', `/runs/${id}/cancel`)).status).toBe(404);
  });

  test('what a user may not run is refused before it is written', async () => {
    const owner = await rig.user();
    await rig.db.users.changeAsSystem(owner.user.id, { limits: { nodeTypes: ['EmptyImage'] } });
    const sent = await owner.post('/prompt', { prompt: plainPicture(1), client_id: 'c' });
    expect(sent.status).toBe(403);
    expect(await sent.text()).toContain('node types SaveImage. Allowed: EmptyImage');
    expect((await call(admin, 'GET', `/runs?user=${owner.user.email}`)).answer.total).toBe(0);
  });
});

test('orders to slots are kept for their worker, and an operator may give them', async () => {
  for (const [act, wanted] of [
    ['drain', 'drained'],
    ['disable', 'disabled'],
    ['enable', 'enabled'],
  ] as const) {
    expect((await call(operator, 'POST', `/slots/rig%3A0/${act}`)).status).toBe(200);
    const { slots } = (await call(operator, 'GET', '/slots')).answer;
    expect(slots).toMatchObject([{ id: 'rig:0', wanted }]);
  }
  await call(operator, 'POST', '/slots/rig%3A0/restart');
  const [order] = await rig.db.slotOrders.listAsSystem(['rig:0']);
  expect(order).toMatchObject({ by: operator.user.email, restartId: expect.any(String) as string });
  expect((await call(admin, 'POST', '/slots/nobody/drain')).status).toBe(404);
  expect((await call(admin, 'POST', '/slots/rig%3A0/explode')).status).toBe(404);
});

describe('load', () => {
  const deps = () => ({
    ...{ db: rig.db, redis: rig.web.redis, prefix: rig.web.env.REDIS_PREFIX },
    ...{ settings: rig.web.settings, log: createLogger('test', 'silent') },
  });

  test('each minute is counted once it is over', async () => {
    const { run } = await newRun();
    await call(admin, 'POST', `/runs/${run.id}/cancel`);
    const later = new Date(Date.now() + 60_000);
    expect(await writeRollups(deps(), later)).toBeGreaterThan(0);
    expect(await writeRollups(deps(), later)).toBe(0);
    const { points } = (await call(operator, 'GET', '/charts?span=1h')).answer;
    const cancelled = points.reduce((sum, point) => sum + point.cancelled, 0);
    expect(cancelled).toBeGreaterThan(0);
    expect((await call(operator, 'GET', '/charts?span=1y')).status).toBe(400);
  });

  test('an alert is raised when something is out of bounds for a while, and cleared after', async () => {
    const owner = await rig.user();
    await rig.db.users.changeAsSystem(owner.user.id, { pool: 'lonely' });
    await rig.offer('rig:lonely', undefined, { pool: 'lonely' });
    await owner.post('/prompt', { prompt: plainPicture(2), client_id: 'c' });
    await rig.db.slots.removeAsSystem('rig:lonely');
    const watch = createThresholdWatch(deps());
    const at = (ms: number): Date => new Date(Date.now() + ms);
    expect(await watch.look(at(0))).toBe(0);
    expect(await watch.look(at(SETTLED_MS))).toBe(1);
    const { alerts } = (await call(operator, 'GET', '/overview')).answer;
    expect(alerts).toMatchObject([{ kind: 'no-slot', clearedAt: null }]);
    await rig.offer('rig:lonely', undefined, { pool: 'lonely' });
    expect(await watch.look(at(SETTLED_MS + 1))).toBe(0);
    expect(await watch.look(at(2 * SETTLED_MS + 1))).toBe(1);
    const after = (await call(operator, 'GET', '/overview')).answer.alerts;
    expect(after).toMatchObject([{ kind: 'no-slot', clearedAt: expect.any(String) as string }]);
  });
});

describe('live', () => {
  const open: Socket[] = [];
  afterEach(() => {
    for (const socket of open.splice(0)) socket.disconnect();
  });

  /** Watches topics; resolves when what was asked before has been answered. @returns what is heard */
  async function hear(who: HttpUser, topics: readonly string[], from = rig): Promise<string[]> {
    const socket = io(from.origin, {
      ...{ path: '/socket.io', forceNew: true, reconnection: false },
      ...{ transports: ['websocket'], auth: { token: who.token } },
    });
    open.push(socket);
    const heard: string[] = [];
    socket.onAny((name: string, news: unknown) => heard.push(`${name} ${JSON.stringify(news)}`));
    await new Promise((resolve) => socket.once('connect', () => resolve(null)));
    for (const topic of topics) socket.emit('watch', topic);
    return heard;
  }
  const hears = (heard: readonly string[], text: string): boolean =>
    heard.some((line) => line.includes(text));
  const consoleNews = (heard: readonly string[]): string[] =>
    heard.filter((line) => !line.startsWith('run-state '));

  test('admins and operators hear the overview, only admins the logs', async () => {
    const { owner } = await newRun();
    const topics = ['log rig:0', 'nonsense', '', 'overview'];
    const [byUser, byOperator, byAdmin] = await Promise.all([
      hear(owner, topics),
      hear(operator, topics),
      hear(admin, topics),
    ]);
    const share = createLogShare(rig.web.redis, rig.web.env.REDIS_PREFIX, 'rig:0');
    await waitFor(() => {
      share(['a line of the runner']);
      return hears(byAdmin, 'a line of the runner') && hears(byAdmin, 'overview');
    }, 'the admin to hear both');
    // Whoever was let in to the overview was let in before the admin's second round of it.
    const rounds = byAdmin.filter((line) => line.startsWith('overview')).length;
    await waitFor(
      () => byAdmin.filter((line) => line.startsWith('overview')).length > rounds + 1,
      'two more rounds',
    );
    expect(hears(byOperator, 'overview')).toBe(true);
    expect(hears(byOperator, 'a line of the runner')).toBe(false);
    expect(hears(byOperator, owner.user.email)).toBe(false);
    expect(consoleNews(byUser)).toEqual([]);
    const { lines } = (await call(admin, 'GET', '/slots/rig%3A0/log')).answer;
    expect(lines[0]?.text).toBe('a line of the runner');
  });

  test('nothing of the console is told into networks that it is not open to', async () => {
    const closed = await startHttpRig(inject('services'), { ADMIN_NETWORKS: '192.0.2.0/24' });
    const outside = await hear(await closed.user('admin'), ['overview', 'log rig:0'], closed);
    const inside = await hear(admin, ['overview']);
    await waitFor(() => inside.length > 2, 'two rounds');
    expect(consoleNews(outside)).toEqual([]);
    await closed.stop();
  });
});
