/** The same worker with a real ComfyUI, where one is at hand (COMFYUI_DIR). */
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';

import { readVariables } from '@/cli/launcher/environment.mjs';
import type { Graph } from '@/lib/domain/prompt-run';
import { hasInEnvironment, listProcesses } from '@/workers/prompt/runner/process-list';
import { invertedUpload, savedPicture } from '@/tests/support/worker-graphs';
import { startWorkerRig, type WorkerRig } from '@/tests/support/worker-rig';

const { COMFYUI_DIR, COMFYUI_PYTHON, COMFYUI_ARGS } = readVariables();
/** ComfyUI loads torch before it listens. */
const START_MS = 180_000;

/** Some seconds of work in many steps, on any processor. */
const longWork = (color = 5): Graph => ({
  '1': {
    class_type: 'EmptyImage',
    inputs: { width: 2048, height: 2048, batch_size: 1, color },
  },
  ...Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [
      String(index + 2),
      {
        class_type: 'ImageBlur',
        inputs: { image: [String(index + 1), 0], blur_radius: 8, sigma: 3 },
      },
    ]),
  ),
  '99': { class_type: 'SaveImage', inputs: { images: ['41', 0], filename_prefix: 'long' } },
});

describe.skipIf(COMFYUI_DIR === undefined)('with a real ComfyUI', () => {
  let rig: WorkerRig;
  beforeAll(async () => {
    rig = await startWorkerRig(inject('services'));
    const args = COMFYUI_ARGS ?? '--cpu --disable-api-nodes';
    // Loading models and torch can keep its server from answering for a while.
    rig.worker({ COMFYUI_DIR, COMFYUI_PYTHON, COMFYUI_ARGS: args, RUN_LEASE_MS: '15000' });
    await rig.until('a ready ComfyUI', readySlot, START_MS);
  }, START_MS);
  afterAll(() => rig.stop(), 60_000);

  async function readySlot(): Promise<boolean> {
    const [slot] = await rig.db.slots.listAsSystem();
    return slot?.state === 'ready';
  }

  test('a run’s files are stored, recorded, and told in order', async () => {
    const user = rig.newUser();
    const heard = await rig.hear(user);
    const run = await rig.submit(user, savedPicture(64, 3, 2));
    expect(await rig.ended(run.id)).toMatchObject({ state: 'succeeded', attempt: 1 });
    expect(await rig.db.generations.listByRun(user, run.id)).toHaveLength(2);
    await rig.until('the end', () => heard.some(({ kind }) => kind === 'run-end'));
    const words = heard.flatMap((event) =>
      event.kind === 'run-message' && event.message.type !== 'progress_state'
        ? [event.message.type]
        : [],
    );
    expect(words).toEqual([
      'execution_start',
      'execution_cached',
      'executing',
      'executing',
      'executed',
    ]);
  });

  test('two users with one graph and one file name get a result each', async () => {
    const users = [rig.newUser(), rig.newUser()] as const;
    for (const user of users) {
      await rig.ended((await rig.submit(user, savedPicture(32, 4))).id);
      expect(await rig.db.gallery.listPage(user, {}, 1, 5)).toMatchObject([
        { userId: user, filename: 'made_00001_.png' },
      ]);
    }
  });

  test('a user’s own result is staged as an input', async () => {
    const user = rig.newUser();
    await rig.ended((await rig.submit(user, savedPicture(32, 6))).id);
    const [made] = await rig.db.gallery.listPage(user, {}, 1, 1);
    const { s3Key, bytes } = made ?? { s3Key: '', bytes: 0 };
    const inputs = [{ type: 'input', path: 'again.png', s3Key, bytes }] as const;
    const run = await rig.submit(user, invertedUpload('again.png'), { inputs });
    expect((await rig.ended(run.id)).state).toBe('succeeded');
  });

  test('a node’s error is final and names no path of this host', async () => {
    const graph = savedPicture(16, 7);
    const save = { images: ['1', 0], filename_prefix: '../../outside' };
    const run = await rig.submit(rig.newUser(), {
      ...graph,
      '9': { class_type: 'SaveImage', inputs: save },
    });
    const failed = await rig.ended(run.id);
    expect(failed).toMatchObject({ state: 'failed', attempt: 1, error: { nodeId: '9' } });
    expect(JSON.stringify(failed)).not.toMatch(/"[^"]*\/(work|tmp|home|root|usr|opt)\/[^"]*"/);
  });

  test('a running prompt is interrupted when its owner says so', async () => {
    const user = rig.newUser();
    const heard = await rig.hear(user);
    const run = await rig.submit(user, longWork());
    await rig.until('its beginning', () => heard.some(({ kind }) => kind === 'run-message'));
    await rig.db.promptRuns.requestCancel(user, run.id);
    await rig.redis.publish(`${rig.name}:cancel`, run.id);
    expect((await rig.ended(run.id)).state).toBe('cancelled');
  });

  test(
    'a ComfyUI that is killed in mid-run is replaced, and the run is tried again',
    async () => {
      const user = rig.newUser();
      const heard = await rig.hear(user);
      const run = await rig.submit(user, longWork());
      await rig.until('its beginning', () => heard.some(({ kind }) => kind === 'run-message'));
      for (const { pid } of await listProcesses()) {
        if (await hasInEnvironment(pid, `ATELIER_RUNNER_OWNER=rig@${rig.dataDir}/tenants`)) {
          process.kill(pid, 'SIGKILL');
        }
      }
      const done = await rig.until(
        'the second attempt',
        async () => {
          const found = await rig.db.promptRuns.findAsSystem(run.id);
          return found?.finishedAt !== null && found;
        },
        START_MS,
      );
      expect(done).toMatchObject({ state: 'succeeded', attempt: 2 });
      expect(await rig.db.generations.listByRun(user, run.id)).toHaveLength(1);
    },
    2 * START_MS,
  );
});

describe.skipIf(COMFYUI_DIR === undefined)('with two real ComfyUIs side by side', () => {
  let rig: WorkerRig;
  beforeAll(async () => {
    rig = await startWorkerRig(inject('services'));
    const args = COMFYUI_ARGS ?? '--cpu --disable-api-nodes';
    const env = { COMFYUI_DIR, COMFYUI_PYTHON, COMFYUI_ARGS: args, RUN_LEASE_MS: '15000' };
    rig.worker({ ...env, WORKER_SLOTS: '2', COMFYUI_SLOT_ARGS: '1=--cache-lru 10' });
    rig.janitor();
    await rig.until('two ready ComfyUIs', async () => (await slotsIn('ready')) === 2, 2 * START_MS);
  }, 2 * START_MS);
  afterAll(() => rig.stop(), 60_000);

  const slotsIn = async (...states: string[]): Promise<number> =>
    (await rig.db.slots.listAsSystem()).filter(({ state }) => states.includes(state)).length;

  /** Pids of the runner that has this run's slot; each slot has a tenants' root of its own. */
  async function runnerOf(slotId: string): Promise<number[]> {
    const index = slotId.split(':')[1] ?? '';
    const root = `${rig.dataDir}/tenants${index === '0' ? '' : `-${index}`}`;
    const all = await listProcesses();
    const ours = await Promise.all(
      all.map(({ pid }) => hasInEnvironment(pid, `ATELIER_TENANTS_ROOT=${root}`)),
    );
    return all.filter((_, at) => ours[at]).map(({ pid }) => pid);
  }

  test(
    'one is killed in mid-prompt: every run of two users is done once, and the other slot goes on',
    async () => {
      const users = [rig.newUser(), rig.newUser()] as const;
      const heard = await Promise.all(users.map((user) => rig.hear(user)));
      const runs = [];
      for (const [at, color] of [5, 6, 7, 8].entries()) {
        const graph = longWork(color);
        runs.push(await rig.submit(users[at % 2] ?? users[0], graph));
      }
      const ids = runs.map(({ id }) => id);
      await rig.until('two busy slots', async () => (await slotsIn('busy')) === 2);
      await rig.until('a beginning', () =>
        heard.flat().some((event) => event.kind === 'run-message' && event.runId === ids[0]),
      );
      const victim = await rig.running(ids[0] as (typeof runs)[number]['id']);
      const pids = await runnerOf(victim.lease?.slotId ?? '');
      expect(pids.length).toBeGreaterThan(0);
      for (const pid of pids) process.kill(pid, 'SIGKILL');
      const done = [];
      for (const id of ids) {
        done.push(
          await rig.until(
            `the end of ${id}`,
            async () => {
              const run = await rig.db.promptRuns.findAsSystem(id);
              return run !== null && run.finishedAt !== null && run;
            },
            2 * START_MS,
          ),
        );
      }
      expect(done.map(({ state }) => state)).toEqual(ids.map(() => 'succeeded'));
      expect(done[0]?.attempt).toBe(2);
      const keys: string[] = [];
      for (const { userId, id } of done) {
        const made = await rig.db.generations.listByRun(userId, id);
        expect(made).toHaveLength(1);
        keys.push(...made.map(({ s3Key }) => s3Key));
      }
      const stored: string[] = [];
      for await (const page of rig.store.list('comfy/')) stored.push(...page);
      expect(stored.filter((key) => !key.includes('/thumbs/')).toSorted()).toEqual(keys.toSorted());
      const ends = heard.flat().flatMap((event) => (event.kind === 'run-end' ? [event.runId] : []));
      expect(ends.toSorted()).toEqual(ids.toSorted());
    },
    4 * START_MS,
  );
});
