/** A workspace without a person or a prompt ends; a start that fails, and a device that stays occupied. */
import { chmod, mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import { readVariables } from '@/cli/launcher/environment.mjs';
import { savedPicture, slowPicture } from '@/tests/support/worker-graphs';
import { startWorkerRig, type Heard, type WorkerRig } from '@/tests/support/worker-rig';
import { workspacesOn } from '@/tests/support/workspaces';

let rig: WorkerRig;
let on: ReturnType<typeof workspacesOn>;
const VARIABLES = { WORKSPACE_LOAD_MAX: '1000', WORKSPACE_MEMORY_MAX_PERCENT: '100' };

beforeAll(async () => {
  rig = await startWorkerRig(inject('services'));
  on = workspacesOn(rig);
});
afterAll(() => rig.stop());

const newsOf = (heard: readonly Heard[]) =>
  heard.flatMap((event) => (event.kind === 'workspace' ? [event] : []));

test('idle: a countdown, then the end; prompts and people put it off', async () => {
  const worker = rig.worker({ ...VARIABLES, IDLE_TIMEOUT: '600', IDLE_TIMEOUT_CPU: '4' });
  await on.slotsReady(1);
  const user = rig.newUser();
  const heard = await rig.hear(user);
  const asked = await on.ask(user);
  await on.until(asked, 'ready');
  // Longer than the timeout: while it runs, nothing is idle.
  const run = await rig.submit(user, slowPicture(8), { pool: on.poolOf(asked) });
  expect(await rig.ended(run.id)).toMatchObject({ state: 'succeeded' });
  expect(await on.now(asked)).toMatchObject({ state: 'ready' });
  // In the countdown somebody says that it is still wanted.
  const countdown = await rig.until('the countdown', () =>
    newsOf(heard).find(({ secondsLeft }) => secondsLeft !== null && secondsLeft <= 2),
  );
  expect(countdown.secondsLeft).toBeGreaterThan(0);
  const keptAt = Date.now();
  await rig.db.workspaces.touch(user, asked.id, new Date(keptAt));
  const ended = await on.until(asked, 'ended');
  expect(ended.reason).toBe('idle');
  expect((ended.endedAt?.getTime() ?? 0) - keptAt).toBeGreaterThanOrEqual(4_000);
  await on.slotsReady(1);
  expect(await worker.stop()).toBe(0);
});

test('what admins set for idleness acts on a workspace that is held', async () => {
  const worker = rig.worker({ ...VARIABLES, IDLE_TIMEOUT: '600' });
  await on.slotsReady(1);
  const asked = await on.ask(rig.newUser());
  expect(await on.until(asked, 'ready')).toMatchObject({ idleTimeoutS: 600 });
  await rig.db.settings.writeAsSystem({ idleTimeoutS: 5 });
  expect(await on.until(asked, 'ended')).toMatchObject({ reason: 'idle', idleTimeoutS: 5 });
  await rig.db.settings.writeAsSystem({});
  await on.slotsReady(1);
  expect(await worker.stop()).toBe(0);
});

test('a worker that is stopped hands its workspace on; another one takes it', async () => {
  const worker = rig.worker(VARIABLES);
  await on.slotsReady(1);
  const asked = await on.ask(rig.newUser());
  const ready = await on.until(asked, 'ready');
  await worker.stop();
  expect(await on.now(asked)).toMatchObject({ state: 'waiting', tokenHash: ready.tokenHash });
  const next = rig.worker({ ...VARIABLES, WORKER_NAME: 'another' });
  expect(await on.until(asked, 'ready')).toMatchObject({ tokenHash: ready.tokenHash });
  await on.end(asked);
  await on.until(asked, 'ended');
  await on.slotsReady(1);
  await next.stop();
});

test('a process that never starts: the reason is told, and the slot serves its pool again', async () => {
  const worker = rig.worker({
    ...VARIABLES,
    RUNNER_START_TIMEOUT_MS: '1500',
    // The pool's runner is started by a port below; a workspace's, by one of the system's.
    BUILTIN_RUNNER_ENTRY: await halfBrokenRunner(),
  });
  await on.slotsReady(1);
  const asked = await on.ask(rig.newUser());
  const failed = await on.until(asked, 'failed');
  expect(failed).toMatchObject({ reason: 'start-failed', lease: null });
  expect(failed.detail).toContain('was not ready within');
  await on.slotsReady(1);
  const user = rig.newUser();
  const run = await rig.submit(user, savedPicture());
  expect(await rig.ended(run.id)).toMatchObject({ state: 'succeeded' });
  await worker.stop();
});

test('a device that stays occupied keeps its slot from the pool until it is free, and says so', async () => {
  const tools = path.join(rig.dataDir, 'tools');
  const holder = path.join(tools, 'holder');
  await mkdir(tools);
  await writeFile(path.join(tools, 'nvidia-smi'), SMI.replaceAll('HOLDER', holder));
  await chmod(path.join(tools, 'nvidia-smi'), 0o755);
  await writeFile(holder, '');
  const worker = rig.worker({
    ...VARIABLES,
    WORKER_DEVICES: 'cuda:0',
    PATH: `${tools}:${readVariables()['PATH'] ?? ''}`,
  });
  await on.slotsReady(1);
  const asked = await on.ask(rig.newUser(), 'cuda');
  expect(await on.until(asked, 'ready')).toMatchObject({ device: 'cuda:0' });
  await writeFile(holder, '4711, 2048\n');
  await on.end(asked);
  expect(await on.until(asked, 'ended')).toMatchObject({ reason: 'by-owner' });
  const stuck = await rig.until('the reason', async () =>
    (await rig.db.slots.listAsSystem('default')).find(({ reason }) => reason.includes('4711')),
  );
  expect(stuck).toMatchObject({ state: 'leased' });
  await writeFile(holder, '');
  await on.slotsReady(1);
  await worker.stop();
});

/** The built-in runner, but hanging where it would be a workspace's. */
async function halfBrokenRunner(): Promise<string> {
  const file = path.join(rig.dataDir, 'programs', 'half-broken.js');
  await writeFile(
    file,
    `if (process.env.ATELIER_WORKSPACE === '1') setInterval(() => undefined, 1000);
     else await import('./builtin-runner.js');`,
  );
  return file;
}

/** One card; who holds it is in a file. */
const SMI = `#!/bin/sh
case "$*" in
  *compute-apps*) while read -r line; do echo "GPU-1, \${line%%,*}, python3,\${line#*,}"; done < HOLDER ;;
  *query-gpu*) echo '0, GPU-1, Test Card, 0, 10, 1000, 40' ;;
esac
`;
