/** The caller's own queue through the doors, with real Redis and a real database and no worker. */
import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';

import { createScheduleKeeper } from '@/lib/features/scheduling/keep-schedule';
import type { QueuePage } from '@/lib/domain/queue-view';
import { runIdFor } from '@/lib/kernel/ids';
import { startHttpRig, type HttpRig, type HttpUser } from '@/tests/support/http-rig';
import { graph } from '@/tests/support/rig-runs';

let rig: HttpRig;
let ann: HttpUser;
let bob: HttpUser;
beforeAll(async () => {
  rig = await startHttpRig(inject('services'), { RUNS_WAITING_MAX: '6' });
  await rig.offer('rig:0');
});
beforeEach(async () => {
  [ann, bob] = [await rig.user(), await rig.user()];
});
afterAll(() => rig.stop());

const scheduler = () => rig.web.producer.scheduler;
const pick = () => scheduler().pick('default', { slotId: 's', nodesHash: '', models: [] });

async function submit(user: HttpUser, more: object = {}): Promise<string> {
  const response = await user.post('/prompt', { prompt: graph(), ...more });
  expect(response.status).toBe(200);
  return ((await response.json()) as { prompt_id: string }).prompt_id;
}
const page = async (user: HttpUser, query = ''): Promise<QueuePage> => {
  // Answers are kept for half a second; a new query is a new answer.
  const response = await user.fetch(`/api/queue/runs${query}`);
  expect(response.status).toBe(200);
  return (await response.json()) as QueuePage;
};
const act = (user: HttpUser, path: string, body: unknown) =>
  user.fetch(`/api/queue/${path}`, { method: 'POST', body: JSON.stringify(body) });
const idsOf = ({ runs }: QueuePage) => runs.map(({ promptId }) => promptId);
/** Takes everything out, so that tests do not wait behind each other. */
const empty = async (...users: HttpUser[]) => {
  for (const user of users) {
    expect((await user.post('/queue', { clear: true })).status).toBe(200);
  }
};

test('each waiting run has its place and its wait; nobody sees another’s', async () => {
  const [one, two] = [await submit(ann), await submit(ann)];
  await submit(bob);
  const shown = await page(ann);
  expect(shown).toMatchObject({ waiting: 2, running: 0, paused: false });
  expect(shown.runs).toMatchObject([
    { promptId: one, state: 'waiting', position: 1, lane: 'interactive', estimateS: 1 },
    { promptId: two, state: 'waiting', position: 2 },
  ]);
  const [first, second] = shown.runs.map(({ waitS }) => waitS ?? -1);
  expect(second).toBeGreaterThan(first ?? 0);
  expect(idsOf(await page(ann, '?from=1&limit=1'))).toEqual([two]);
  expect((await (await bob.fetch('/api/queue')).json()) as object).toEqual({
    ...{ waiting: 1, running: 0, paused: false },
  });
  expect((await bob.fetch('/api/queue/runs?limit=1000')).status).toBe(400);
  await empty(ann, bob);
});

test('a run moves before another or to the front, in the documents too, and only its owner’s', async () => {
  const [one, two, three] = [await submit(ann), await submit(ann), await submit(ann)];
  const bobs = await submit(bob);
  expect((await act(ann, `runs/${three}/move`, { before: null })).status).toBe(204);
  expect((await act(ann, `runs/${two}/move`, { before: one })).status).toBe(204);
  expect(idsOf(await page(ann))).toEqual([three, two, one]);
  expect((await act(bob, `runs/${one}/move`, { before: null })).status).toBe(409);
  expect((await act(ann, `runs/${one}/move`, { before: bobs })).status).toBe(409);
  expect((await act(ann, `runs/${one}/move`, { before: 5 })).status).toBe(400);
  expect((await act(ann, `runs/${randomUUID()}/move`, { before: null })).status).toBe(409);

  await scheduler().remove([runIdFor(ann.user.id, three)], 'default');
  await emptyRedis();
  await rebuild();
  expect(idsOf(await page(ann, '?limit=49'))).toEqual([three, two, one]);
  await empty(ann, bob);
});

async function emptyRedis(): Promise<void> {
  const keys = await rig.web.redis.keys(`${rig.web.env.REDIS_PREFIX}:*`);
  await rig.web.redis.del(...keys);
  await rig.web.redis.script('FLUSH');
}
async function rebuild(): Promise<void> {
  const { db, producer } = rig.web;
  const keeper = createScheduleKeeper({ ...db, producer });
  await keeper.queueMissing(new Date(Date.now() + 60_000));
}

test('a paused queue stands still, also after Redis was emptied, until it is resumed', async () => {
  const run = runIdFor(ann.user.id, await submit(ann));
  expect((await act(ann, 'pause', { paused: true })).status).toBe(204);
  expect(await pick()).toBeNull();
  await emptyRedis();
  await rebuild();
  expect(await page(ann)).toMatchObject({ waiting: 1, paused: true });
  expect((await page(ann)).runs[0]?.waitS).toBeNull();
  expect(await pick()).toBeNull();
  expect((await act(ann, 'pause', { paused: false })).status).toBe(204);
  expect(await pick()).toBe(run);
  expect((await act(ann, 'pause', {})).status).toBe(400);
});

test('of many prompts at once exactly as many are taken as may wait; the others are told why', async () => {
  await rebuild();
  const answers = await Promise.all(
    Array.from({ length: 15 }, () => ann.post('/prompt', { prompt: graph() })),
  );
  const taken = answers.filter(({ status }) => status === 200);
  const refused = answers.filter(({ status }) => status === 429);
  expect([taken.length, refused.length]).toEqual([6, 9]);
  expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await refused[0]?.text()).toContain('6 is the limit');
  expect((await ann.post('/prompt', { prompt: {} })).status).toBe(429);
  await empty(ann);
  // What was refused or wrong holds no place.
  for (let i = 0; i < 8; i += 1)
    expect((await ann.post('/prompt', { prompt: {} })).status).toBe(400);
  for (let i = 0; i < 6; i += 1) await submit(ann);
  await empty(ann);
});

test('the lane is asked for in the body, a header or the query; a wrong one is refused', async () => {
  const [inBody, inQuery, inHeader] = [
    await submit(ann, { extra_data: { lane: 'background' } }),
    ((await (await ann.post('/prompt?lane=background', { prompt: graph() })).json()) as Answer)
      .prompt_id,
    (
      (await (
        await ann.fetch('/studio/api/prompt', {
          method: 'POST',
          headers: { 'x-atelier-lane': 'background' },
          body: JSON.stringify({ prompt: graph() }),
        })
      ).json()) as Answer
    ).prompt_id,
  ];
  const plain = await submit(ann);
  const { runs } = await page(ann);
  expect(runs.map(({ promptId, lane }) => [promptId, lane])).toEqual([
    [plain, 'interactive'],
    ...[inBody, inQuery, inHeader].map((id) => [id, 'background']),
  ]);
  const wrong = await ann.post('/prompt', { prompt: graph(), extra_data: { lane: 'fast' } });
  expect([wrong.status, await wrong.text()]).toEqual([400, expect.stringContaining('lane')]);
  await empty(ann);
});

interface Answer {
  readonly prompt_id: string;
}

test('what a slot only holds ready counts as waiting', async () => {
  const promptId = await submit(ann);
  const runId = runIdFor(ann.user.id, promptId);
  expect(await pick()).toBe(runId);
  expect(await page(ann)).toMatchObject({
    ...{ waiting: 1, running: 0 },
    runs: [{ promptId, state: 'ready', position: null }],
  });
  await scheduler().started(runId, 'default', 's');
  expect(await page(ann, '?limit=48')).toMatchObject({
    ...{ waiting: 0, running: 1 },
    runs: [{ promptId, state: 'running' }],
  });
});
