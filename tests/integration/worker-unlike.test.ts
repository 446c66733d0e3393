/**
 * Two real workers with unlike nodes in one pool, behind the real door: what only one can run goes there,
 * whoever is idle, also after Redis lost everything.
 */
import { afterEach, beforeEach, expect, inject, test } from 'vitest';

import type { Graph, PromptRun } from '@/lib/domain/prompt-run';
import { runIdFor } from '@/lib/kernel/ids';
import { startHttpRig, type HttpRig, type HttpUser } from '@/tests/support/http-rig';
import { savedPicture } from '@/tests/support/worker-graphs';
import { startWorkerRig, type RigProcess, type WorkerRig } from '@/tests/support/worker-rig';

let rig: WorkerRig;
let door: HttpRig;
let user: HttpUser;
beforeEach(async () => {
  rig = await startWorkerRig(inject('services'));
  const { name } = rig;
  const shared = { MONGODB_DB: name, REDIS_PREFIX: name, S3_BUCKET: name };
  door = await startHttpRig(inject('services'), shared);
  user = await door.user();
});
afterEach(async () => {
  await door.stop();
  await rig.stop();
});

/** Its runners lack the node that fails on purpose. */
const plainWorker = () =>
  rig.worker({
    ...{ WORKER_NAME: 'plain', BUILTIN_RUNNER_FAULTS: '0' },
    ATELIER_DATA_DIR: `${rig.dataDir}/plain`,
  });
const richWorker = (): RigProcess => rig.worker({ WORKER_NAME: 'rich' });

/** @returns the hash of its nodes */
const ready = (slotId: string) =>
  rig.until(`${slotId} to be ready`, async () => {
    const slots = await rig.db.slots.listAsSystem();
    const slot = slots.find(({ id, state }) => id === slotId && state === 'ready');
    return slot?.objectInfoHash ?? false;
  });

async function submit(prompt: Graph): Promise<PromptRun> {
  const response = await user.post('/prompt', { prompt });
  const answer = (await response.json()) as { prompt_id: string; error?: unknown };
  expect([response.status, answer.error]).toEqual([200, undefined]);
  return find(runIdFor(user.user.id, answer.prompt_id));
}
async function find(runId: PromptRun['id']): Promise<PromptRun> {
  const run = await rig.db.promptRuns.findAsSystem(runId);
  if (run === null) throw new Error(`no run ${runId}`);
  return run;
}
async function slotOf({ id }: PromptRun): Promise<unknown> {
  return (await rig.db.collections.promptRuns.findOne({ _id: id }))?.['slot_id'];
}

/** Only the rich worker has all of its nodes. */
const special = (color: number): Graph => ({
  ...savedPicture(16, color),
  '2': { class_type: 'AtelierFault', inputs: { mode: 'slow', seconds: 0.1 } },
  '10': { class_type: 'SaveImage', inputs: { images: ['2', 0], filename_prefix: 'special' } },
});

test('runs go to slots that can run them, the others share the rest', async () => {
  plainWorker();
  richWorker();
  const [plain] = [await ready('plain:0'), await ready('rich:0')];
  const runs = [];
  for (let i = 0; i < 6; i += 1) runs.push(await submit(special(i)));
  const common = [];
  for (let i = 0; i < 6; i += 1) common.push(await submit(savedPicture(16, 100 + i)));
  for (const run of runs) {
    expect(run.scheduling.without).toEqual([plain]);
    expect(await rig.ended(run.id)).toMatchObject({ state: 'succeeded', claims: 1 });
    expect(await slotOf(run)).toBe('rich:0');
  }
  for (const run of common) {
    expect(run.scheduling.without).toEqual([]);
    expect(await rig.ended(run.id)).toMatchObject({ state: 'succeeded', claims: 1 });
  }
});

test('who cannot run it never gets it, also when Redis was emptied and nobody else is there', async () => {
  rig.janitor();
  plainWorker();
  const rich = richWorker();
  const [plain] = [await ready('plain:0'), await ready('rich:0')];
  await rich.kill();
  const run = await submit(special(1));
  expect(run.scheduling.without).toEqual([plain]);
  await rig.emptyRedis();
  await rig.until(
    'the queue to be made anew',
    async () =>
      (await rig.producer.scheduler.isComplete('default')) &&
      rig.producer.isWaiting(run.id, 'default'),
  );
  // Others get their turn beside it, so the plain worker did look.
  expect(await rig.ended((await submit(savedPicture(16, 2))).id)).toMatchObject({
    state: 'succeeded',
  });
  expect(await find(run.id)).toMatchObject({ state: 'queued', claims: 0 });
  richWorker();
  expect(await rig.ended(run.id)).toMatchObject({ state: 'succeeded', claims: 1 });
  expect(await slotOf(run)).toBe('rich:0');
});

test('a worker that came later hands on what it cannot run', async () => {
  const rich = richWorker();
  await ready('rich:0');
  await rich.kill();
  // It counts as online for as long as this takes.
  const heartbeat = { $set: { heartbeat_at: new Date(Date.now() + 3_600_000) } };
  await rig.db.collections.slots.updateOne({ _id: 'rich:0' }, heartbeat);
  const run = await submit(special(1));
  expect(run.scheduling.without).toEqual([]);
  plainWorker();
  await ready('plain:0');
  const judged = await rig.until('the plain worker to judge', async () => {
    const seen = await find(run.id);
    return seen.claims > 0 && seen.state === 'queued' && seen;
  });
  expect(judged.attempt).toBe(0);
  richWorker();
  expect(await rig.ended(run.id)).toMatchObject({ state: 'succeeded', attempt: 1 });
  expect(await slotOf(run)).toBe('rich:0');
});
