/** A real worker lends its slots: who gets one, what runs there, and that every slot comes back. */
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';

import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import type { Workspace } from '@/lib/domain/workspace';
import type { UserId } from '@/lib/kernel/ids';
import { savedPicture, slowPicture } from '@/tests/support/worker-graphs';
import { startWorkerRig, type RigProcess, type WorkerRig } from '@/tests/support/worker-rig';
import { workspacesOn } from '@/tests/support/workspaces';
import { descendantsOf, listProcesses } from '@/workers/prompt/runner/process-list';

let rig: WorkerRig;
let worker: RigProcess;
let on: ReturnType<typeof workspacesOn>;
const VARIABLES = {
  WORKER_SLOTS: '2',
  IDLE_TIMEOUT: '600',
  WORKSPACE_LOAD_MAX: '1000',
  WORKSPACE_MEMORY_MAX_PERCENT: '100',
};

beforeAll(async () => {
  rig = await startWorkerRig(inject('services'));
  on = workspacesOn(rig);
  worker = rig.worker(VARIABLES);
  rig.janitor();
  await on.slotsReady(2);
});
afterAll(() => rig.stop());

const pictures = (user: UserId): Promise<number> =>
  rig.db.collections.generations.countDocuments({ user_id: user, type: 'output' });

/** The processes of this worker that listen on the workspace's port. */
async function processOf({ runner, userId }: Workspace): Promise<number> {
  const port = String(runner?.port);
  for (const { pid } of descendantsOf(worker.child.pid ?? 0, await listProcesses())) {
    const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
    if (words.includes(port)) return pid;
  }
  throw new Error(`no process of ${userId} listens on ${port}`);
}
/** One that ended counts as gone also when init has not collected it yet. */
const isAlive = async (pid: number): Promise<boolean> =>
  (await listProcesses()).some((each) => each.pid === pid);

test('a workspace runs its own prompts, in its own process, with its user’s files; the slot comes back', async () => {
  const user = rig.newUser();
  const heard = await rig.hear(user);
  const asked = await on.ask(user);
  const ready = await on.until(asked, 'ready');
  expect(ready).toMatchObject({ device: 'cpu', restarts: 0, reason: 'none' });
  const lent = (await rig.db.slots.listAsSystem()).filter(({ state }) => state === 'leased');
  expect(lent.map(({ workspaceId }) => workspaceId)).toEqual([asked.id]);

  const run = await rig.submit(user, savedPicture(), { pool: on.poolOf(asked) });
  expect(await rig.ended(run.id)).toMatchObject({ state: 'succeeded', attempt: 1 });
  expect(await pictures(user)).toBe(1);
  const pid = await processOf(ready);
  const root = (await rig.db.workspaces.findAsSystem(asked.id))?.lease?.slotId.endsWith(':0')
    ? 'tenants'
    : 'tenants-1';
  const output = path.join(rig.dataDir, root, user, 'output');
  expect(await readdir(output)).toHaveLength(1);

  await on.end(asked);
  const ended = await on.until(asked, 'ended');
  expect(ended).toMatchObject({ reason: 'by-owner', lease: null, runner: null });
  expect(await isAlive(pid)).toBe(false);
  await on.slotsReady(2);
  const states = heard.flatMap((event) => (event.kind === 'workspace' ? [event.state] : []));
  expect(states).toEqual(['waiting', 'assigning', 'starting', 'ready', 'ready', 'ending', 'ended']);
  // Nothing of the workspace's pool stays in Redis or among the slots.
  expect(await rig.redis.keys(`${rig.name}:*${on.poolOf(asked)}*`)).toEqual([]);
  expect(await rig.db.slots.listAsSystem(on.poolOf(asked))).toEqual([]);
});

test.runIf(process.getuid?.() === 0)(
  'its process has a user of its own and sees nothing of the data folder but that user’s directories',
  async () => {
    const [user, other] = [rig.newUser(), rig.newUser()];
    // Somebody else's picture lies on this host.
    const foreign = await rig.submit(other, savedPicture());
    await rig.ended(foreign.id);
    const asked = await on.ask(user);
    const ready = await on.until(asked, 'ready');
    expect(ready.isolation).toBe('user+mounts');
    const pid = await processOf(ready);
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const [, uid = '0'] = /^Uid:\s+(\d+)/m.exec(status) ?? [];
    expect(Number(uid)).toBeGreaterThanOrEqual(61_000);
    expect(/^CapEff:\s+0+$/m.test(status)).toBe(true);
    // The file system as the process sees it.
    const seen = `/proc/${pid}/root${rig.dataDir}`;
    const roots = (await readdir(seen)).filter((name) => name.startsWith('tenants'));
    const tenants = await Promise.all(roots.map((name) => readdir(path.join(seen, name))));
    expect(tenants.flat().sort()).toEqual([user, 'system', 'atelier-selftest'].sort());
    expect(await readdir(seen)).not.toContain('logs');
    await on.end(asked);
    await on.until(asked, 'ended');
    await on.slotsReady(2);
  },
);

test('a killed process is started again under the same token, and its prompt runs once', async () => {
  const user = rig.newUser();
  const heard = await rig.hear(user);
  const asked = await on.ask(user);
  const ready = await on.until(asked, 'ready');
  const run = await rig.submit(user, slowPicture(2), { pool: on.poolOf(asked) });
  await rig.running(run.id);
  process.kill(await processOf(ready), 'SIGKILL');
  const again = await rig.until('a new process', async () => {
    const now = await on.now(asked);
    return now.state === 'ready' && now.restarts === 1 && now;
  });
  expect(again.tokenHash).toBe(ready.tokenHash);
  expect(await rig.ended(run.id)).toMatchObject({ state: 'succeeded' });
  expect(await pictures(user)).toBe(1);
  expect(heard).toContainEqual(
    expect.objectContaining({ kind: 'workspace', state: 'starting', reason: 'crashed' }),
  );
  await on.end(asked);
  await on.until(asked, 'ended');
  await on.slotsReady(2);
});

test('twenty ask at once: two are served, the others wait in line, and all have had their turn', async () => {
  const users = Array.from({ length: 20 }, () => rig.newUser());
  const asked = await Promise.all(users.map((user) => on.ask(user)));
  const held = () =>
    Promise.all(asked.map((each) => on.now(each))).then((all) =>
      all.filter(({ state }) => state === 'ready'),
    );
  const served = new Set<string>();
  // Most leave the line; the last ones get a slot each.
  for (const each of asked.slice(4)) await on.end(each);
  while (served.size < 4) {
    const [one] = await rig.until('a ready workspace', async () => {
      const ready = await held();
      expect(ready.length).toBeLessThanOrEqual(2);
      return ready.length > 0 && ready;
    });
    if (one === undefined) throw new Error('none');
    served.add(one.id);
    await on.end(one);
    await on.until(one, 'ended');
  }
  const all = await Promise.all(asked.map((each) => on.now(each)));
  expect(all.map(({ state }) => state)).toEqual(all.map(() => 'ended'));
  await on.slotsReady(2);
});

test('one user asks twenty times at once and holds one place', async () => {
  const user = rig.newUser();
  const asked = await Promise.allSettled(Array.from({ length: 20 }, () => on.ask(user)));
  const granted = asked.filter(({ status }) => status === 'fulfilled');
  expect(granted).toHaveLength(1);
  const [live] = await rig.db.workspaces.listLive(user);
  if (live === undefined) throw new Error('none');
  await on.until(live, 'ready');
  await on.end(live);
  await on.until(live, 'ended');
  await on.slotsReady(2);
});

test('runs that wait when it ends are cancelled; nothing waits for ever', async () => {
  const user = rig.newUser();
  const asked = await on.ask(user);
  await on.until(asked, 'ready');
  const pool = on.poolOf(asked);
  const runs = [
    await rig.submit(user, slowPicture(30), { pool }),
    await rig.submit(user, savedPicture(), { pool }),
  ];
  await rig.running(runs[0]?.id ?? ('' as never));
  await on.end(asked);
  await on.until(asked, 'ended');
  for (const { id } of runs) expect(await rig.ended(id)).toMatchObject({ state: 'cancelled' });
  // One that came too late is found by reconciliation.
  const late = await rig.submit(user, savedPicture(), { pool });
  expect(await rig.ended(late.id)).toMatchObject({ state: 'cancelled' });
  await on.slotsReady(2);
});

test('a worker that was killed gives its workspace to its successor, under the same token', async () => {
  const user = rig.newUser();
  const asked = await on.ask(user);
  const ready = await on.until(asked, 'ready');
  const pid = await processOf(ready);
  await worker.kill();
  worker = rig.worker(VARIABLES);
  const again = await rig.until('another start', async () => {
    const now = await on.now(asked);
    return now.state === 'ready' && now.lease?.bootId !== ready.lease?.bootId && now;
  });
  expect(again.tokenHash).toBe(ready.tokenHash);
  expect(await isAlive(pid)).toBe(false);
  await on.end(asked);
  await on.until(asked, 'ended');
  await on.slotsReady(2);
});
