/** Whose turn it is, on a real Redis: fairness, caps, lanes, order, pauses, and what is lost and found. */
import { randomUUID } from 'node:crypto';

import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';

import type { Lane } from '@/lib/domain/prompt-run';
import { newUserId, type RunId, type UserId } from '@/lib/kernel/ids';
import { createLogger } from '@/lib/kernel/log';
import { createRunScheduler, type WaitingRun } from '@/lib/queue/scheduler/run-scheduler';
import { connectRedis } from '@/lib/redis/connect';

const prefix = `rig-${randomUUID().slice(0, 8)}`;
let redis: Redis;
let scheduler: ReturnType<typeof createRunScheduler>;
let pool = '';
let ann: UserId, bob: UserId, cat: UserId;

beforeAll(async () => {
  redis = await connectRedis(
    inject('services').redisUrl,
    'command',
    createLogger('test', 'silent'),
  );
  scheduler = createRunScheduler({ redis, prefix });
});
beforeEach(() => {
  pool = `pool-${randomUUID().slice(0, 8)}`;
  [ann, bob, cat] = [newUserId(), newUserId(), newUserId()];
});
afterAll(async () => {
  const keys = await redis.keys(`${prefix}:*`);
  if (keys.length > 0) await redis.del(...keys);
  redis.disconnect();
});

let orders = 0;
async function add(userId: UserId, more: Partial<WaitingRun> = {}): Promise<RunId> {
  const runId = randomUUID() as RunId;
  orders += 1;
  const label = { promptId: runId, number: orders, createdAt: new Date().toISOString() };
  const facts = { lane: 'interactive' as Lane, order: orders, costKey: 'any', models: [], label };
  await scheduler.add({ runId, userId, pool, runningMax: null, ...facts, ...more });
  return runId;
}
const SLOT = { slotId: 's', nodesHash: 'n', models: [] as string[] };
const pick = (more: Partial<typeof SLOT> = {}) => scheduler.pick(pool, { ...SLOT, ...more });
const finish = (runId: RunId | null, seconds: number, isTypical = true) =>
  scheduler.finish(runId as RunId, pool, { slotId: 's', seconds, isTypical });
const waitingOf = async (userId: UserId, count = 50) =>
  (await scheduler.userState(userId, pool, 0, count)).places.map(({ runId }) => runId);

test('who comes second with one run waits for one run of a batch, not for the batch', async () => {
  for (let i = 0; i < 100; i += 1) await add(ann);
  await finish(await pick(), 1);
  const running = await pick();
  const bobs = await add(bob);
  await finish(running, 1);
  expect(await pick()).toBe(bobs);
});

test('device-seconds are shared equally, however unequal the runs are', async () => {
  const seconds = new Map([
    [ann, 7],
    [bob, 1],
    [cat, 2.5],
  ]);
  const owners = new Map<RunId, UserId>();
  for (const userId of seconds.keys())
    for (let i = 0; i < 150; i += 1) owners.set(await add(userId, { costKey: userId }), userId);
  const used = new Map<UserId, number>();
  let total = 0;
  while (total < 400) {
    const runId = (await pick()) as RunId;
    const userId = owners.get(runId) as UserId;
    const length = seconds.get(userId) as number;
    await finish(runId, length);
    used.set(userId, (used.get(userId) ?? 0) + length);
    total += length;
  }
  const share = total / 3;
  for (const userId of seconds.keys())
    expect(Math.abs((used.get(userId) ?? 0) - share) / share).toBeLessThan(0.1);
});

test('time alone is not held against anybody, nor saved up', async () => {
  for (let i = 0; i < 5; i += 1) {
    await add(ann);
    await finish(await pick(), 600);
  }
  const [anns, bobs] = [await add(ann), await add(bob)];
  // Both start where the pool stands: who came first is first, and then they take turns.
  const first = await pick();
  await finish(first, 1);
  const second = await pick();
  expect(new Set([first, second])).toEqual(new Set([anns, bobs]));
});

test('a background run starts only when no interactive one can', async () => {
  const background = await add(ann, { lane: 'background' });
  const [one, two] = [await add(bob), await add(bob)];
  expect([await pick(), await pick(), await pick()]).toEqual([one, two, background]);
});

test('no slot holds more of a user’s runs than the cap, and a free place is used at once', async () => {
  const [one, two, three] = [
    await add(ann, { runningMax: 2 }),
    await add(ann, { runningMax: 2 }),
    await add(ann, { runningMax: 2 }),
  ];
  expect([await pick(), await pick(), await pick()]).toEqual([one, two, null]);
  await finish(one, 1);
  expect(await pick()).toBe(three);
});

test('a paused queue stands still, others go on, and resuming tells how many wait', async () => {
  const [anns, bobs] = [await add(ann), await add(bob)];
  expect(await scheduler.setPaused(ann, pool, true)).toBe(1);
  await add(ann);
  expect([await pick(), await pick()]).toEqual([bobs, null]);
  expect((await scheduler.userState(ann, pool)).isPaused).toBe(true);
  expect(await scheduler.setPaused(ann, pool, false)).toBe(2);
  expect(await pick()).toBe(anns);
});

test('the owner’s order decides, and nobody else moves it', async () => {
  const [one, two, three] = [await add(ann), await add(ann), await add(ann)];
  expect(await scheduler.move(ann, three, pool, -1)).toBe(true);
  expect(await scheduler.move(bob, two, pool, -5)).toBe(false);
  expect(await waitingOf(ann)).toEqual([three, one, two]);
  await scheduler.remove([one], pool);
  expect([await pick(), await pick(), await pick()]).toEqual([three, two, null]);
  expect(await scheduler.move(ann, one, pool, 0)).toBe(false);
});

test('a slot gets only what its nodes can run', async () => {
  const special = await add(ann, { without: ['plain'] });
  const common = await add(ann);
  expect(await pick({ nodesHash: 'plain' })).toBe(common);
  expect(await pick({ nodesHash: 'plain' })).toBeNull();
  expect(await pick({ nodesHash: 'rich' })).toBe(special);
});

test('a fitting run is found behind many that do not fit', async () => {
  for (let i = 0; i < 200; i += 1) await add(ann, { without: ['plain', 'old'] });
  expect(await pick({ nodesHash: 'plain' })).toBeNull();
  const last = await add(ann, { without: ['old'] });
  expect(await pick({ nodesHash: 'plain' })).toBe(last);
  expect(await pick({ nodesHash: 'old' })).toBeNull();
  expect(await scheduler.putBack(last, pool, 's', 'plain')).toBe(true);
  expect(await pick({ nodesHash: 'plain' })).toBeNull();
});

test('a slot that turns out not to fit is not offered the run again', async () => {
  const run = await add(ann);
  expect(await pick()).toBe(run);
  expect(await scheduler.putBack(run, pool, 's', 'n')).toBe(true);
  expect(await pick()).toBeNull();
  expect(await pick({ nodesHash: 'other' })).toBe(run);
});

test('a slot with a run’s models takes it out of turn, but not far out of turn', async () => {
  const cost = { costKey: 'c' };
  await finish((await add(cat, cost)) && (await pick()), 2);
  const order: string[] = [];
  const names = new Map<RunId, string>();
  for (let i = 0; i < 8; i += 1) {
    names.set(await add(ann, { ...cost, models: ['a.safetensors'] }), 'ann');
    names.set(await add(bob, { ...cost, models: ['b.safetensors'] }), 'bob');
  }
  for (let i = 0; i < 8; i += 1) {
    const run = (await pick({ models: ['b.safetensors'] })) as RunId;
    order.push(names.get(run) ?? '?');
    await finish(run, 2);
  }
  expect(order[0]).toBe('bob');
  expect(order.filter((name) => name === 'bob').length).toBeGreaterThan(order.length / 2);
  expect(order.filter((name) => name === 'ann').length).toBeGreaterThanOrEqual(2);
});

test('estimates come from runs like it, then from the user’s, then from everybody’s', async () => {
  const estimateOf = async (userId: UserId, costKey: string) => {
    const run = await add(userId, { costKey });
    const state = await scheduler.userState(userId, pool, 0, 10);
    await scheduler.remove([run], pool);
    return state.places[0]?.estimate;
  };
  expect(await estimateOf(ann, 'x')).toBe(1);
  for (const seconds of [4, 100, 6]) {
    await add(ann, { costKey: 'x' });
    await finish(await pick(), seconds);
  }
  await add(ann, { costKey: 'y' });
  await finish(await pick(), 30);
  expect(await estimateOf(ann, 'x')).toBe(6);
  expect(await estimateOf(ann, 'new')).toBe(30);
  expect(await estimateOf(bob, 'x')).toBe(30);
});

test('finishing twice, or by a slot that lost the run, changes nothing', async () => {
  const run = await add(ann, { runningMax: 1 });
  await pick();
  expect(await scheduler.finish(run, pool, { slotId: 'other', seconds: 9 })).toBe(false);
  expect((await scheduler.userState(ann, pool)).held).toBe(1);
  expect(await finish(run, 1)).toBe(true);
  expect(await finish(run, 1)).toBe(false);
  expect((await scheduler.userState(ann, pool)).held).toBe(0);
});

test('a run that the documents still call waiting is anybody’s again, but not while it is being claimed', async () => {
  const run = await add(ann);
  await pick();
  expect(await scheduler.findMissing([run], pool)).toEqual([]);
  const facts = { runId: run, userId: ann, pool, lane: 'interactive', order: 1 } as const;
  const label = { promptId: 'p', number: 1, createdAt: new Date().toISOString() };
  const waiting = { ...facts, costKey: '', models: [], runningMax: null, label };
  expect(await scheduler.restore(waiting)).toBe('known');
  expect(await scheduler.add(waiting)).toBe('queued');
  expect(await pick()).toBe(run);
});

test('of many requests at once no more get a place than there are', async () => {
  await scheduler.markComplete(pool);
  await add(ann);
  const asked = await Promise.all(
    Array.from({ length: 20 }, () => scheduler.reserve(ann, pool, randomUUID(), 6)),
  );
  expect(asked.filter(({ kind }) => kind === 'kept')).toHaveLength(5);
  expect(asked.find(({ kind }) => kind === 'full')?.waiting).toBe(6);
  expect((await scheduler.reserve(bob, pool, 'x', 1)).kind).toBe('kept');
  await scheduler.giveUp(bob, pool, 'x');
  expect((await scheduler.reserve(bob, pool, 'y', 1)).kind).toBe('kept');
});

test('runs that slots only hold ready count as waiting', async () => {
  await scheduler.markComplete(pool);
  const run = await add(ann);
  await pick();
  expect(await scheduler.userState(ann, pool)).toMatchObject({ waiting: 0, held: 1, executing: 0 });
  expect((await scheduler.reserve(ann, pool, 'x', 1)).kind).toBe('full');
  await scheduler.started(run, pool, 's');
  expect(await scheduler.userState(ann, pool)).toMatchObject({ held: 1, executing: 1 });
  expect((await scheduler.reserve(ann, pool, 'x', 1)).kind).toBe('kept');
});

test('nothing is left of what ended', async () => {
  for (const userId of [ann, bob, cat])
    for (let i = 0; i < 5; i += 1) await add(userId, { runningMax: 4 });
  for (let i = 0; i < 15; i += 1) {
    const run = (await pick()) as RunId;
    await scheduler.started(run, pool, 's');
    await finish(run, 0.5);
  }
  const left = await redis.keys(`${prefix}:schedule:{${pool}}:*`);
  expect(left.map((key) => key.slice(key.lastIndexOf('}:') + 2)).sort()).toEqual([
    'clock:interactive',
    'costs',
  ]);
});

test('a slot that has nothing to do is handed the run that may start, a busy one never', async () => {
  const ear = redis.duplicate();
  await ear.connect();
  const calls: string[] = [];
  let heard = Promise.withResolvers<undefined>();
  ear.on('message', (channel, runId) => {
    calls.push(`${channel.slice(-1)} ${runId}`);
    heard.resolve(undefined);
  });
  await ear.subscribe(scheduler.callChannel(pool, 'a'));
  const submit = async (userId: UserId, without: readonly string[] = []) => {
    const runId = randomUUID() as RunId;
    const label = { promptId: runId, number: 1, createdAt: new Date().toISOString() };
    const facts = { lane: 'interactive', order: 1, costKey: '', models: [], label } as const;
    const added = await scheduler.add({ runId, userId, pool, runningMax: null, without, ...facts });
    return { runId, added };
  };
  const heldBy = async (userId: UserId) =>
    (await scheduler.userState(userId, pool)).heldRuns.map(({ runId }) => runId);

  await scheduler.setPaused(cat, pool, true);
  expect(await pick({ slotId: 'a' })).toBeNull();
  expect((await submit(cat)).added).toBe('queued');
  expect((await submit(bob, ['n'])).added).toBe('queued');
  expect(await heldBy(bob)).toEqual([]);
  const first = await submit(ann);
  expect(first.added).toBe('queued');
  await heard.promise;
  expect(calls).toEqual([`a ${first.runId}`]);
  expect(await heldBy(ann)).toEqual([first.runId]);
  // It holds one now, and was not said to have room for more.
  const second = await submit(bob);
  expect(second.added).toBe('queued');
  expect(await heldBy(bob)).toEqual([]);
  expect(await pick({ slotId: 'a' })).toBe(second.runId);
  expect(calls).toHaveLength(1);

  // What a slot gives back goes to one that has nothing to do, if it can run it.
  expect(await pick({ slotId: 'a' })).toBeNull();
  heard = Promise.withResolvers();
  await scheduler.putBack(second.runId, pool, 'a', 'n');
  expect(await heldBy(bob)).toEqual([]);
  await scheduler.putBack(first.runId, pool, 'a');
  await heard.promise;
  expect(calls[1]).toBe(`a ${first.runId}`);

  // Nobody listens any more: the caller is told, and sends a job.
  await ear.unsubscribe();
  ear.disconnect();
  expect(await pick({ slotId: 'a' })).toBeNull();
  expect((await submit(ann)).added).toBe('unheard');
});

test('a slot that holds nothing is handed a run before one with room beside what it runs', async () => {
  const ear = redis.duplicate();
  await ear.connect();
  const calls: string[] = [];
  ear.on('message', (channel, runId) => calls.push(`${channel.slice(-1)} ${runId}`));
  for (const slot of ['a', 'b']) await ear.subscribe(scheduler.callChannel(pool, slot));

  const running = await add(ann);
  expect(await pick({ slotId: 'a' })).toBe(running);
  expect(await pick({ slotId: 'b' })).toBeNull();
  // It has room for a second one, and looked last.
  expect(await pick({ slotId: 'a' })).toBeNull();
  const [first, second] = [await add(bob), await add(cat)];
  await expect.poll(() => calls).toEqual([`b ${first}`, `a ${second}`]);

  // Nothing is counted of what they gave back.
  await scheduler.finish(running, pool, { slotId: 'a', seconds: 1, isTypical: true });
  await scheduler.finish(first, pool, { slotId: 'b', seconds: 1, isTypical: true });
  await scheduler.finish(second, pool, { slotId: 'a', seconds: 1, isTypical: true });
  expect(await redis.keys(`${prefix}:*${pool}*load`)).toEqual([]);
  ear.disconnect();
});
