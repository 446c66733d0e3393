/** What a worker and a janitor survive: crashes, kills, an emptied Redis, a stop in mid-run. */
import { afterEach, beforeEach, expect, inject, test } from 'vitest';

import { listProcesses, hasInEnvironment } from '@/workers/prompt/runner/process-list';
import { tenantsRoot } from '@/lib/kernel/env';
import { faultyPicture, savedPicture, slowPicture } from '@/tests/support/worker-graphs';
import { startWorkerRig, type WorkerRig } from '@/tests/support/worker-rig';

let rig: WorkerRig;
beforeEach(async () => {
  rig = await startWorkerRig(inject('services'));
});
afterEach(() => rig.stop());

const readySlot = () =>
  rig.until('a ready slot', async () => {
    const [slot] = await rig.db.slots.listAsSystem();
    return (slot?.state === 'ready' || slot?.state === 'busy') && slot;
  });

/** Pids of the runners that this rig's workers started. */
async function runnerPids(worker = 'rig'): Promise<number[]> {
  const owner = `ATELIER_RUNNER_OWNER=${worker}@${tenantsRoot({ ATELIER_DATA_DIR: rig.dataDir })}`;
  const all = await listProcesses();
  const ours = await Promise.all(all.map(({ pid }) => hasInEnvironment(pid, owner)));
  return all.filter((_, index) => ours[index]).map(({ pid }) => pid);
}

/** The keys that the bucket holds for a run, through the documents that name them. */
async function expectOneResult(run: {
  id: Parameters<WorkerRig['ended']>[0];
  userId: Parameters<WorkerRig['hear']>[0];
}) {
  const made = await rig.db.generations.listByRun(run.userId, run.id);
  expect(made).toHaveLength(1);
  expect(await rig.store.head(made[0]?.s3Key ?? '')).not.toBeNull();
}

test('a killed worker’s run is finished by its next start, with one result, and its runner is gone', async () => {
  const user = rig.newUser();
  const worker = rig.worker();
  await readySlot();
  const heard = await rig.hear(user);
  const run = await rig.submit(user, slowPicture(1.5));
  await rig.until('progress', () => heard.some(({ kind }) => kind === 'preview'));
  const before = await runnerPids();
  await worker.kill();
  rig.worker();
  const done = await rig.ended(run.id);
  expect(done).toMatchObject({ state: 'succeeded', attempt: 2 });
  await expectOneResult(run);
  // It is told when it is written down.
  await rig.until('the end', () => heard.some(({ kind }) => kind === 'run-end'));
  expect(heard.filter(({ kind }) => kind === 'run-end')).toHaveLength(1);
  const after = await runnerPids();
  expect(before.filter((pid) => after.includes(pid))).toEqual([]);
});

test('a killed worker that does not come back loses its run to another one', async () => {
  const user = rig.newUser();
  const worker = rig.worker({ WORKER_NAME: 'gone' });
  await readySlot();
  const run = await rig.submit(user, slowPicture(1.5));
  await rig.running(run.id);
  await worker.kill();
  rig.janitor();
  rig.worker();
  expect(await rig.ended(run.id)).toMatchObject({ state: 'succeeded', attempt: 2 });
  await expectOneResult(run);
  // Its next start would end them, and there is none.
  for (const pid of await runnerPids('gone')) process.kill(pid, 'SIGKILL');
});

test('a runner that crashes in mid-run is replaced, and the run is tried again', async () => {
  const user = rig.newUser();
  rig.worker();
  await readySlot();
  const heard = await rig.hear(user);
  const run = await rig.submit(user, slowPicture(1.5));
  await rig.until('progress', () => heard.some(({ kind }) => kind === 'preview'));
  for (const pid of await runnerPids()) process.kill(pid, 'SIGKILL');
  expect(await rig.ended(run.id)).toMatchObject({ state: 'succeeded', attempt: 2 });
  await expectOneResult(run);
});

test('a prompt that crashes every runner fails after three attempts; its neighbours succeed', async () => {
  const user = rig.newUser();
  rig.worker();
  rig.janitor();
  await readySlot();
  const bad = await rig.submit(user, faultyPicture('crash', 0));
  const good = await Promise.all(
    Array.from({ length: 6 }, (_, index) => rig.submit(user, savedPicture(16, index))),
  );
  const failed = await rig.ended(bad.id);
  expect(failed).toMatchObject({ state: 'failed', attempt: 3, error: { nodeId: '' } });
  for (const run of good) expect((await rig.ended(run.id)).state).toBe('succeeded');
});

test('a runner that falls silent in mid-run is replaced', async () => {
  const user = rig.newUser();
  rig.worker({ RUNNER_SILENCE_MS: '2000', RUN_MAX_ATTEMPTS: '1' });
  await readySlot();
  const run = await rig.submit(user, faultyPicture('hang'));
  const failed = await rig.ended(run.id);
  expect(failed.error?.exceptionMessage).toContain('said nothing for 2 s');
  const next = await rig.submit(user, savedPicture());
  expect((await rig.ended(next.id)).state).toBe('succeeded');
});

test('Redis emptied while prompts wait: all of them run, each once', async () => {
  const user = rig.newUser();
  const heard = await rig.hear(user);
  const runs = [];
  for (let index = 0; index < 12; index += 1) {
    runs.push(await rig.submit(user, index === 0 ? slowPicture(1) : savedPicture(16, index)));
  }
  rig.worker();
  rig.janitor();
  await rig.running(runs[0]?.id as Parameters<WorkerRig['running']>[0]);
  await rig.emptyRedis();
  for (const run of runs) {
    expect(await rig.ended(run.id)).toMatchObject({ state: 'succeeded', attempt: 1 });
  }
  expect(await rig.db.gallery.count(user, {})).toBe(12);
  await rig.until('all ends', () => heard.filter(({ kind }) => kind === 'run-end').length >= 12);
  expect(heard.filter(({ kind }) => kind === 'run-end')).toHaveLength(12);
});

test('a run that never reached the queue is found and run', async () => {
  rig.worker();
  rig.janitor();
  const run = await rig.submit(rig.newUser(), savedPicture(), { withoutQueue: true });
  expect((await rig.ended(run.id)).state).toBe('succeeded');
});

test('a worker that is told to stop finishes its run, ends its runner and leaves the list', async () => {
  const worker = rig.worker();
  await readySlot();
  const run = await rig.submit(rig.newUser(), slowPicture(1));
  await rig.running(run.id);
  expect(await worker.stop()).toBe(0);
  expect(await rig.db.promptRuns.findAsSystem(run.id)).toMatchObject({ state: 'succeeded' });
  expect(await runnerPids()).toEqual([]);
  expect(await rig.db.slots.listAsSystem()).toEqual([]);
});

test('a worker that may not wait hands its run back, and the attempt does not count', async () => {
  const user = rig.newUser();
  const worker = rig.worker({ WORKER_DRAIN_MS: '100' });
  await readySlot();
  const run = await rig.submit(user, slowPicture(60));
  await rig.running(run.id);
  expect(await worker.stop()).toBe(0);
  expect(await rig.db.promptRuns.findAsSystem(run.id)).toMatchObject({
    state: 'queued',
    attempt: 0,
  });
  expect(await rig.producer.isWaiting(run.id, 'default')).toBe(true);
});

test('thumbnails that a crash left undone are made later from the stored original', async () => {
  const user = rig.newUser();
  const worker = rig.worker();
  const run = await rig.submit(user, savedPicture(400));
  await rig.ended(run.id);
  await worker.stop();
  const long = new Date(Date.now() - 3_600_000);
  await rig.db.collections.generations.updateMany(
    { user_id: user },
    { $set: { thumbs: [], thumb_key: null, created_at: long } },
  );
  rig.janitor();
  await rig.until('thumbnails', async () => {
    const [generation] = await rig.db.generations.listByRun(user, run.id);
    return generation?.thumbs.length === 2;
  });
});

test('expired temporary files and trash go with their objects, the rest stays', async () => {
  const user = rig.newUser();
  const worker = rig.worker();
  const runs = [
    await rig.submit(user, savedPicture(16, 1)),
    await rig.submit(user, savedPicture(16, 2)),
  ];
  for (const run of runs) await rig.ended(run.id);
  await worker.stop();
  const [kept, gone] = await rig.db.gallery.listPage(user, {}, 1, 2);
  if (kept === undefined || gone === undefined) throw new Error('want two generations');
  const past = new Date(Date.now() - 31 * 24 * 3_600_000);
  await rig.db.gallery.setDeleted(user, [gone.id], past);
  rig.janitor();
  await rig.until('removal', async () => (await rig.db.generations.find(user, gone.id)) === null);
  expect(await rig.store.head(gone.s3Key)).toBeNull();
  expect(await rig.store.head(kept.s3Key)).not.toBeNull();
});

test('slots of one host run one user’s prompts side by side, and no file overwrites another', async () => {
  const user = rig.newUser();
  rig.worker({ WORKER_SLOTS: '3' });
  await rig.until('three ready slots', async () => {
    const slots = await rig.db.slots.listAsSystem();
    return slots.filter(({ state }) => state === 'ready').length === 3;
  });
  const runs = await Promise.all(Array.from({ length: 6 }, () => rig.submit(user, slowPicture(2))));
  const ended = await Promise.all(runs.map((run) => rig.ended(run.id)));
  expect(ended.map(({ state }) => state)).toEqual(Array<string>(6).fill('succeeded'));
  const times = ended.map((run) => [run.startedAt, run.finishedAt].map((at) => at?.getTime() ?? 0));
  const atOnce = times.map(
    ([begun = 0]) => times.filter(([from = 0, to = 0]) => from <= begun && begun < to).length,
  );
  // More where a slot has its next run while results of the one before are written.
  expect(Math.max(...atOnce)).toBeGreaterThanOrEqual(3);
  const made = await rig.db.gallery.listPage(user, {}, 1, 10);
  expect(new Set(made.map(({ s3Key }) => s3Key)).size).toBe(6);
  for (const { s3Key } of made) expect(await rig.store.head(s3Key)).not.toBeNull();
});

test('a worker that was stopped for longer than its lease does not write over its successor', async () => {
  const user = rig.newUser();
  const frozen = rig.worker({ WORKER_NAME: 'frozen' });
  await readySlot();
  const heard = await rig.hear(user);
  const run = await rig.submit(user, slowPicture(1.5));
  await rig.running(run.id);
  frozen.child.kill('SIGSTOP');
  rig.janitor();
  rig.worker();
  const done = await rig.ended(run.id);
  frozen.child.kill('SIGCONT');
  await frozen.stop();
  expect(done).toMatchObject({ state: 'succeeded', attempt: 2 });
  expect(await rig.db.promptRuns.findAsSystem(run.id)).toEqual(done);
  await expectOneResult(run);
  await rig.until('the end', () => heard.some(({ kind }) => kind === 'run-end'));
  expect(heard.filter(({ kind }) => kind === 'run-end')).toHaveLength(1);
});

test('a lost attempt that is still in the runner does not end the next one', async () => {
  const user = rig.newUser();
  const worker = rig.worker();
  await readySlot();
  const run = await rig.submit(user, faultyPicture('deaf', 7));
  await rig.running(run.id);
  rig.janitor();
  worker.child.kill('SIGSTOP');
  await rig.until('the lease’s end', async () => {
    const found = await rig.db.promptRuns.findAsSystem(run.id);
    return found?.state === 'queued';
  });
  worker.child.kill('SIGCONT');
  const done = await rig.ended(run.id);
  expect(done).toMatchObject({ state: 'succeeded', attempt: 2 });
  expect(await rig.db.generations.listByRun(user, run.id)).toHaveLength(2);
});
