import { expect, test } from 'vitest';

import { newUserId, type UserId } from '@/lib/kernel/ids';
import type { PoolState, PoolUser } from '@/lib/queue/scheduler/queue-state';

import { estimateNewcomer, estimateWait } from './estimate-wait';

const [ann, bob] = [newUserId(), newUserId()];
const user = (userId: UserId, more: Partial<PoolUser> = {}): PoolUser => ({
  ...{ userId, lane: 'interactive', tag: 0, work: 100, runningMax: null, isPaused: false },
  ...more,
});
const pool = (users: PoolUser[], held: PoolState['held'] = []): PoolState => ({
  clock: { interactive: 0, background: 0 },
  users,
  held,
});
const run = (userId: UserId, before: number, lane: PoolUser['lane'] = 'interactive') => ({
  userId,
  before,
  lane,
});
const busy = { estimate: 10, elapsed: 4 };

test('alone on one slot a run waits for the rest of the running one and for the own ones before it', () => {
  expect(estimateWait(pool([user(ann)], [busy]), run(ann, 20), 1)).toBe(26);
});

test('with another user the turns alternate, until the other has nothing left', () => {
  const both = pool([user(ann), user(bob, { work: 30 })]);
  expect(estimateWait(both, run(ann, 20), 1)).toBe(40);
  expect(estimateWait(both, run(ann, 90), 1)).toBe(120);
  expect(estimateWait(both, run(ann, 90), 4)).toBe(30);
});

test('who had more lately waits longer', () => {
  const both = pool([user(ann, { tag: 50 }), user(bob)]);
  expect(estimateWait(both, run(ann, 0), 1)).toBe(50);
  expect(estimateWait(both, run(bob, 0), 1)).toBe(0);
});

test('a background run waits for all that is interactive', () => {
  const both = pool([user(ann, { lane: 'background' }), user(bob)]);
  expect(estimateWait(both, run(ann, 0, 'background'), 1)).toBe(100);
});

test('a cap makes the wait longer than the slots would', () => {
  expect(estimateWait(pool([user(ann, { runningMax: 1 })]), run(ann, 40), 4)).toBe(40);
});

test('nothing is promised without a slot or while the queue is paused', () => {
  expect(estimateWait(pool([user(ann)]), run(ann, 0), 0)).toBeNull();
  expect(estimateWait(pool([user(ann, { isPaused: true })]), run(ann, 0), 1)).toBeNull();
});

test('a newcomer waits for a place and not for a batch; with own runs, for those', () => {
  const busyPool = pool([user(bob)], [busy]);
  expect(estimateNewcomer(busyPool, ann, 1)).toBe(6);
  expect(estimateNewcomer(busyPool, bob, 1)).toBe(106);
  expect(estimateNewcomer(pool([]), ann, 1)).toBe(0);
});
