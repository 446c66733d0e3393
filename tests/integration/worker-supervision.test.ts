/** How a worker looks after its runners and slots: limits, breaker, pre-heat, orders, devices. */
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { afterEach, beforeEach, expect, inject, test } from 'vitest';

import { readVariables } from '@/cli/launcher/environment.mjs';
import { freePort } from '@/embedded/ports.mjs';
import type { Slot, SlotAction } from '@/lib/domain/slot';
import { orderSlot } from '@/lib/features/slots/order-slot';
import { tenantsRoot } from '@/lib/kernel/env';
import { faultyPicture, savedPicture, slowPicture } from '@/tests/support/worker-graphs';
import { startWorkerRig, type WorkerRig } from '@/tests/support/worker-rig';
import { hasInEnvironment, listProcesses } from '@/workers/prompt/runner/process-list';

let rig: WorkerRig;
beforeEach(async () => {
  rig = await startWorkerRig(inject('services'));
});
afterEach(() => rig.stop());

const slotThat = (what: string, holds: (slot: Slot) => boolean) =>
  rig.until(what, async () => {
    const [slot] = await rig.db.slots.listAsSystem();
    return slot !== undefined && holds(slot) && slot;
  });
const slotIn = (state: Slot['state']) =>
  slotThat(`a slot that is ${state}`, (one) => one.state === state);

async function runners(): Promise<number[]> {
  const owner = `ATELIER_RUNNER_OWNER=rig@${tenantsRoot({ ATELIER_DATA_DIR: rig.dataDir })}`;
  const all = await listProcesses();
  const ours = await Promise.all(all.map(({ pid }) => hasInEnvironment(pid, owner)));
  return all.filter((_, index) => ours[index]).map(({ pid }) => pid);
}

const tell = (action: SlotAction) =>
  orderSlot(
    {
      ...{ slots: rig.db.slots, slotOrders: rig.db.slotOrders },
      ...{ redis: rig.redis, redisPrefix: rig.name },
    },
    'rig:0',
    action,
    'root@example.org',
  );

test('a runner that takes too much memory is ended; failing again and again, it is left alone and said', async () => {
  rig.worker({
    RUNNER_MEMORY_MAX_MIB: '5',
    RUNNER_BREAKER_FAILURES: '2',
    RUNNER_BREAKER_MS: '3600000',
  });
  const slot = await slotThat('an open breaker', ({ reason }) => reason.includes('in a row'));
  expect(slot.state).toBe('crashed');
  expect(slot.reason).toMatch(
    /^it used \d+ MiB of memory, more than the limit of 5 MiB \(2 times in a row; the next try comes in 3600 s\)$/,
  );
  await rig.until('no runner', async () => (await runners()).length === 0);
  const tried = rig.until('another try', async () => (await runners()).length > 0);
  await tell('enable');
  await tried;
});

test('a prompt that runs for too long ends as failed, once, and its runner goes on', async () => {
  rig.worker({ RUN_TIME_MAX_MS: '1000' });
  await slotIn('ready');
  const before = await runners();
  const user = rig.newUser();
  const long = await rig.submit(user, slowPicture(60));
  const failed = await rig.ended(long.id);
  expect(failed).toMatchObject({
    state: 'failed',
    attempt: 1,
    error: { exceptionType: 'TimeLimit' },
  });
  expect(failed.error?.exceptionMessage).toContain('ran for 1 s');
  const next = await rig.submit(user, savedPicture());
  expect((await rig.ended(next.id)).state).toBe('succeeded');
  expect(await runners()).toEqual(before);
});

test('a prompt that ran for too long and hears no interrupt takes its runner with it', async () => {
  rig.worker({ RUN_TIME_MAX_MS: '500' });
  await slotIn('ready');
  const user = rig.newUser();
  const deaf = await rig.submit(user, faultyPicture('hang'));
  expect((await rig.ended(deaf.id)).error?.exceptionType).toBe('TimeLimit');
  const next = await rig.submit(user, savedPicture());
  expect((await rig.ended(next.id)).state).toBe('succeeded');
});

test('a warm-up graph is run before the slot is offered; one that fails is said, and keeps nobody', async () => {
  const [good, bad] = [path.join(rig.dataDir, 'warm.json'), path.join(rig.dataDir, 'bad.json')];
  await writeFile(good, JSON.stringify(slowPicture(0.5)));
  await writeFile(bad, '{"1":{"class_type":"NoSuchNode","inputs":{}}}');
  const worker = rig.worker({ PREHEAT_GRAPHS: `${good},${bad}` });
  const slot = await slotIn('ready');
  expect(slot.reason).toMatch(/^pre-heat: /);
  const at = (msg: string) => worker.log.findIndex((line) => line.includes(`"${msg}"`));
  await rig.until('all that was told', () => at('runner ready') >= 0);
  expect(at('runner pre-heated')).toBeGreaterThan(-1);
  expect(at('runner ready')).toBeGreaterThan(at('runner pre-heated'));
  const run = await rig.submit(rig.newUser(), savedPicture());
  expect((await rig.ended(run.id)).state).toBe('succeeded');
});

test('a pre-heat that is asked for waits for the run, is done, and the slot goes on', async () => {
  const good = path.join(rig.dataDir, 'warm.json');
  await writeFile(good, JSON.stringify(slowPicture(0.5)));
  const worker = rig.worker({ PREHEAT_GRAPHS: good });
  await slotIn('ready');
  const heated = () => worker.log.filter((line) => line.includes('"runner pre-heated"')).length;
  await rig.until('the first pre-heat', () => heated() === 1);
  const user = rig.newUser();
  const first = await rig.submit(user, slowPicture(1.5));
  await rig.running(first.id);
  await tell('preheat');
  await slotThat('a slot that says why', ({ reason }) => reason.includes('pre-heated, asked by'));
  expect(heated()).toBe(1);
  await rig.until('another pre-heat', () => heated() === 2);
  expect(await rig.ended(first.id)).toMatchObject({ state: 'succeeded', attempt: 1 });
  expect((await slotIn('ready')).reason).toBe('');
  const next = await rig.submit(user, savedPicture());
  expect((await rig.ended(next.id)).state).toBe('succeeded');
});

test('a pre-heat for which nothing is configured says so', async () => {
  rig.worker();
  await slotIn('ready');
  await tell('preheat');
  const slot = await slotThat('a reason', ({ reason }) => reason.startsWith('pre-heat: '));
  expect(slot.state).toBe('ready');
  expect(slot.reason).toContain('PREHEAT_MODELS');
});

test('a drained slot lets its run end and takes no other until it is enabled', async () => {
  rig.worker();
  await slotIn('ready');
  const user = rig.newUser();
  const first = await rig.submit(user, slowPicture(1.5));
  await rig.running(first.id);
  await tell('drain');
  await slotThat('a draining slot', ({ state }) => state === 'draining');
  const second = await rig.submit(user, savedPicture());
  expect((await rig.ended(first.id)).state).toBe('succeeded');
  const idle = await slotThat(
    'an idle one',
    ({ state, runId }) => state === 'draining' && runId === null,
  );
  expect(idle.reason).toBe('drained by root@example.org');
  expect((await rig.db.promptRuns.findAsSystem(second.id))?.state).toBe('queued');
  await tell('enable');
  expect((await rig.ended(second.id)).state).toBe('succeeded');
});

test('a disabled slot hands its run back, has no runner, and stays so over a restart', async () => {
  const worker = rig.worker({ WORKER_DRAIN_MS: '100' });
  await slotIn('ready');
  const run = await rig.submit(rig.newUser(), slowPicture(60));
  await rig.running(run.id);
  await tell('disable');
  const slot = await slotIn('disabled');
  expect(slot.reason).toBe('disabled by root@example.org');
  expect(await rig.db.promptRuns.findAsSystem(run.id)).toMatchObject({
    state: 'queued',
    attempt: 0,
  });
  expect(await runners()).toEqual([]);
  await worker.stop();
  rig.worker();
  await slotIn('disabled');
  await rig.until('no runner', async () => (await runners()).length === 0);
  await tell('enable');
  await slotThat('it runs again', ({ runId }) => runId === run.id);
});

test('a restart gives the slot a new runner, and counts against nobody', async () => {
  rig.worker();
  await slotIn('ready');
  const before = await runners();
  await tell('restart');
  await rig.until('a new runner', async () => {
    const now = await runners();
    return now.length === 1 && now[0] !== before[0];
  });
  await slotIn('ready');
  await expect(
    orderSlot(
      {
        ...{ slots: rig.db.slots, slotOrders: rig.db.slotOrders },
        ...{ redis: rig.redis, redisPrefix: rig.name },
      },
      'rig:7',
      'drain',
      'x',
    ),
  ).rejects.toThrow('There is no slot rig:7.');
});

test('slots on Ascend cards: ports of the map, samples of the tool, the runner bound to its card', async () => {
  const bin = path.join(rig.dataDir, 'bin');
  const recorded = path.resolve('workers/prompt/devices/recorded');
  await mkdir(bin);
  await writeFile(
    path.join(bin, 'npu-smi'),
    `#!/bin/sh\ncase "$*" in info) cat ${recorded}/npu-smi-info-25.2.0-910c.txt ;; "info -m") cat ${recorded}/npu-smi-mapping-910c.txt ;; esac\n`,
  );
  await chmod(path.join(bin, 'npu-smi'), 0o755);
  const ports = [await freePort(), await freePort()] as const;
  const PATH = `${bin}:${readVariables()['PATH'] ?? ''}`;
  const RUNNER_PORTS = `${ports[0]}:9001:1,${ports[1]}:9002:3`;
  rig.worker({ PATH, RUNNER_PORTS, WORKER_DEVICES: 'npu:1,npu:3', DEVICE_SAMPLE_MS: '200' });
  const slots = await rig.until('two sampled slots', async () => {
    const all = await rig.db.slots.listAsSystem();
    const done = all.filter(({ state, metrics }) => state === 'ready' && metrics !== null);
    return done.length === 2 && done.toSorted((a, b) => a.id.localeCompare(b.id));
  });
  expect(slots).toMatchObject([
    {
      device: { kind: 'npu', index: 1, name: 'Ascend910' },
      ...{ port: ports[0], outsidePort: 9001 },
      metrics: { utilisationPercent: 17, temperatureC: 37, memoryTotalBytes: 65_536 * 1024 ** 2 },
    },
    {
      ...{ device: { kind: 'npu', index: 3 }, port: ports[1], outsidePort: 9002 },
      metrics: { processes: [{ pid: 990_711 }] },
    },
  ]);
  const bound = await Promise.all(
    (await runners()).map(async (pid) => {
      const text = await readFile(`/proc/${pid}/environ`, 'latin1');
      return /ASCEND_RT_VISIBLE_DEVICES=(\d)/.exec(text)?.[1];
    }),
  );
  expect(bound.toSorted()).toEqual(['1', '3']);
  const run = await rig.submit(rig.newUser(), savedPicture());
  expect((await rig.ended(run.id)).device).toMatch(/^npu:[13]$/);
});
