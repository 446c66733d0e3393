/** Metering: each run once, whatever is repeated or dies; sums of days; the limit of a day. */
import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import { ROLE_LIMITS } from '@/lib/domain/limits';
import { usageDay } from '@/lib/domain/usage';
import { readUsage } from '@/lib/features/usage/read-usage';
import { recordUsage } from '@/lib/features/usage/record-usage';
import { createUsageKeeper } from '@/lib/features/usage/repair-usage';
import { requireDeviceSeconds } from '@/lib/features/usage/require-device-seconds';
import type { RunId, UserId } from '@/lib/kernel/ids';
import { savedPicture, slowPicture } from '@/tests/support/worker-graphs';
import { startWorkerRig, type WorkerRig } from '@/tests/support/worker-rig';

let rig: WorkerRig;
beforeAll(async () => {
  rig = await startWorkerRig(inject('services'));
});
afterAll(() => rig.stop());

const limits = ROLE_LIMITS.user;
const report = (userId: UserId, now = new Date()) =>
  readUsage(rig.db.usage, { userId, limits }, 30, now);
const keeper = () => createUsageKeeper(rig.db, 0);
const later = () => new Date(Date.now() + 1_000);
const entryOf = (runId: RunId) => rig.db.collections.usage.findOne({ _id: runId });

test('a run is metered with its time on the device, its pictures and their bytes', async () => {
  const worker = rig.worker();
  const user = rig.newUser();
  const run = await rig.submit(user, savedPicture(64, 1, 2));
  const done = await rig.ended(run.id);
  const { today } = await rig.until('the metering', async () => {
    const now = await report(user);
    return now.today.runs === 1 && now;
  });
  const results = await rig.db.generations.listByRun(user, run.id);
  expect(today).toMatchObject({ images: 2, bytes: results.reduce((n, { bytes }) => n + bytes, 0) });
  expect(today.deviceSeconds).toBeCloseTo(done.deviceSeconds, 6);
  const waited = (done.finishedAt?.getTime() ?? 0) - done.createdAt.getTime();
  expect(today.deviceSeconds).toBeGreaterThan(0);
  expect(today.deviceSeconds).toBeLessThan(waited / 1_000);

  // Said again, and looked for by reconciliation: nothing is added.
  await recordUsage(rig.db, { ...done, deviceSeconds: 99 }, [], new Date());
  expect(await keeper().recordMissing(later())).toBe(0);
  expect((await report(user)).today).toEqual(today);
  await worker.stop();
});

test('what a worker that died could not say is found from the documents, once', async () => {
  const worker = rig.worker();
  const user = rig.newUser();
  const run = await rig.submit(user, savedPicture(64, 1, 1));
  await rig.ended(run.id);
  await rig.until('the metering', () => entryOf(run.id));
  const told = await entryOf(run.id);
  // As if it had died between the end and the word of it.
  await rig.db.collections.usage.deleteOne({ _id: run.id });
  const meter = keeper();
  expect(await meter.recordMissing(later())).toBe(1);
  expect(await meter.recordMissing(later())).toBe(0);
  const { recorded_at: _then, ...facts } = told ?? {};
  expect(await entryOf(run.id)).toMatchObject(facts);
  await worker.stop();
});

test('a worker killed in mid-run: one entry, of the attempt that ended it', async () => {
  const first = rig.worker();
  const user = rig.newUser();
  const run = await rig.submit(user, slowPicture(2));
  await rig.running(run.id);
  await first.kill();
  const second = rig.worker();
  const done = await rig.ended(run.id);
  expect(done).toMatchObject({ state: 'succeeded', attempt: 2 });
  await rig.until('the metering', () => entryOf(run.id));
  expect((await report(user)).today).toMatchObject({ runs: 1, images: 1 });
  await second.stop();
});

test('sums of days can be made again at any time, and are the sums of the runs', async () => {
  const user = rig.newUser();
  const other = rig.newUser();
  const entry = (userId: UserId, finishedAt: Date, deviceSeconds: number) =>
    rig.db.usage.record({
      ...{ runId: randomUUID() as RunId, userId, pool: 'default', finishedAt, deviceSeconds },
      ...{ images: 1, bytes: 1_000 },
    });
  const now = new Date();
  const yesterday = new Date(now.getTime() - 24 * 3_600_000);
  await Promise.all([
    entry(user, now, 1.5),
    entry(user, yesterday, 2),
    entry(user, yesterday, 0.25),
    entry(other, yesterday, 100),
  ]);
  const meter = keeper();
  await meter.sumDays(now);
  await meter.sumDays(now);
  const { days, total } = await report(user, now);
  expect(days).toEqual([
    { day: usageDay(now), runs: 1, deviceSeconds: 1.5, images: 1, bytes: 1_000 },
    { day: usageDay(yesterday), runs: 2, deviceSeconds: 2.25, images: 2, bytes: 2_000 },
  ]);
  expect(total).toEqual({ runs: 3, deviceSeconds: 3.75, images: 3, bytes: 3_000 });
});

test('who used up the day’s device-seconds is told when the next day begins', async () => {
  const user = rig.newUser();
  const now = new Date('2026-03-01T23:00:00Z');
  const facts = { runId: randomUUID() as RunId, userId: user, pool: 'default', finishedAt: now };
  await rig.db.usage.record({ ...facts, deviceSeconds: 60, images: 0, bytes: 0 });
  const ask = (deviceSecondsPerDay: number | null) =>
    requireDeviceSeconds(
      rig.db.usage,
      { userId: user, limits: { ...limits, deviceSecondsPerDay } },
      now,
    );
  await ask(null);
  await ask(61);
  await expect(ask(60)).rejects.toMatchObject({ code: 'too_many_requests', retryAfterS: 3_600 });
});
