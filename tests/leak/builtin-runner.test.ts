/** Two tenants on the port of one built-in runner, as its worker could speak to it: nothing of one reaches the other. */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';

import type { Graph } from '@/lib/domain/prompt-run';

import { plainPicture } from '../support/graphs';
import {
  headersFor,
  RunnerClient,
  startTestRunner,
  type TestRunner,
} from '../support/runner-client';
import { waitFor } from '../support/wait-for';

const RED = 0xc80000;
const GREEN = 0x00c800;
const SAME_CLIENT = 'the-same-client';

let runner: TestRunner;
let alice: RunnerClient;
let bob: RunnerClient;
let counter = 0;

beforeAll(async () => {
  runner = await startTestRunner();
});
afterAll(() => runner.close());
beforeEach(async () => {
  counter += 1;
  alice = await new RunnerClient(runner.url, `alice-${counter}`, SAME_CLIENT).connect();
  bob = await new RunnerClient(runner.url, `bob-${counter}`, SAME_CLIENT).connect();
  return () => {
    alice.close();
    bob.close();
  };
});

const folder = (client: RunnerClient, kind = 'output'): string =>
  path.join(runner.root, client.tenant, kind);
async function files(client: RunnerClient, kind = 'output'): Promise<string[]> {
  const found = await readdir(folder(client, kind), { recursive: true }).catch(() => []);
  return found.filter((name) => name.endsWith('.png') || name.endsWith('.webp')).sort();
}
const solid = (color: number): Promise<Buffer> =>
  sharp({
    create: {
      ...{ width: 8, height: 8, channels: 3 },
      background: { r: color >> 16, g: (color >> 8) & 255, b: color & 255 },
    },
  })
    .png()
    .toBuffer();
async function put(client: RunnerClient, name: string, color: number, kind = 'input') {
  await mkdir(folder(client, kind), { recursive: true });
  const content = await solid(color);
  await writeFile(path.join(folder(client, kind), name), content);
  return content;
}
async function colorOf(client: RunnerClient, name: string, kind = 'output'): Promise<number> {
  const picture = sharp(await readFile(path.join(folder(client, kind), name)));
  return (await picture.removeAlpha().raw().toBuffer()).readUIntBE(0, 3);
}
const copy = (image: string, prefix = 'copy'): Graph => ({
  '1': { class_type: 'LoadImage', inputs: { image } },
  '2': { class_type: 'SaveImage', inputs: { images: ['1', 0], filename_prefix: prefix } },
});
const timer = (seconds: number): Graph => ({
  '1': { class_type: 'AtelierTimer', inputs: { seconds, steps: 4, width: 16, height: 16 } },
  '2': { class_type: 'SaveImage', inputs: { images: ['1', 0], filename_prefix: 'timer' } },
});
interface Entry {
  readonly outputs: Record<string, { images: { filename: string }[] }>;
  readonly status: { status_str: string; messages: [string, Record<string, unknown>][] };
}
async function entryOf(client: RunnerClient, promptId: string): Promise<Entry> {
  const entry = (await client.json<Record<string, Entry>>(`/history/${promptId}`))[promptId];
  if (entry === undefined) throw new Error(`no history of ${promptId}`);
  return entry;
}
const statusOf = async (client: RunnerClient, target: string, init: RequestInit = {}) =>
  (await client.fetch(target, init)).status;

test("h01 the same node id saves into each tenant's own directory", async () => {
  await alice.run(plainPicture(RED, 'h01'));
  await bob.run(plainPicture(GREEN, 'h01'));
  expect([await files(alice), await files(bob)]).toEqual([['h01_00001_.png'], ['h01_00001_.png']]);
  expect(await colorOf(bob, 'h01_00001_.png')).toBe(GREEN);
});

test("h02 an identical graph is not answered with another's result", async () => {
  const graph = plainPicture(RED, 'h02');
  await alice.run(graph);
  const { outputs, status } = await entryOf(bob, await bob.run(graph));
  expect(await files(bob)).toEqual([outputs['9']?.images[0]?.filename]);
  const cached = status.messages.find(([kind]) => kind === 'execution_cached');
  expect(cached?.[1]['nodes']).toEqual([]);
});

test('h03 the same input name gives each the own pixels', async () => {
  await put(alice, 'same.png', RED);
  await put(bob, 'same.png', GREEN);
  await alice.run(copy('same.png'));
  await bob.run(copy('same.png'));
  expect(await colorOf(alice, 'copy_00001_.png')).toBe(RED);
  expect(await colorOf(bob, 'copy_00001_.png')).toBe(GREEN);
});

test("h06 one's own input is accepted, another's refused, whoever ran last", async () => {
  await put(alice, 'h06.png', RED);
  const refused = await bob.post('/prompt', { prompt: copy('h06.png') });
  expect(refused.status).toBe(400);
  await alice.run(copy('h06.png'));
  expect((await bob.post('/prompt', { prompt: copy('h06.png') })).status).toBe(400);
});

test("h07 a forged is_changed does not fetch another's picture", async () => {
  const secret = await put(alice, 'h07.png', RED);
  await put(bob, 'h07.png', GREEN);
  await alice.run(copy('h07.png', 'h07a'));
  const digest = createHash('sha256').update(secret).digest('hex');
  const graph = copy('h07.png', 'h07b');
  const forged = { ...graph, '1': { ...graph['1'], is_changed: [digest] } } as unknown as Graph;
  await bob.run(forged);
  expect(await colorOf(bob, 'h07b_00001_.png')).toBe(GREEN);
  expect(await files(alice)).toEqual(['h07a_00001_.png']);
});

test("h08 previews lie in their tenant's temp directory", async () => {
  const graph: Graph = {
    ...plainPicture(RED),
    '9': { class_type: 'PreviewImage', inputs: { images: ['1', 0] } },
  };
  await alice.run(graph);
  const name = (await entryOf(bob, await bob.run(graph))).outputs['9']?.images[0]?.filename ?? '';
  expect(await files(bob, 'temp')).toEqual([name]);
  expect(await files(alice, 'temp')).toHaveLength(1);
  expect(await statusOf(bob, `/view?type=temp&filename=${name}`)).toBe(200);
});

test("h09 object_info lists only one's own inputs, also while another's prompt runs", async () => {
  await put(alice, 'secret-of-alice.png', RED);
  const list = async (): Promise<string> =>
    JSON.stringify(await bob.json('/object_info/LoadImage'));
  expect(await list()).not.toContain('secret-of-alice');
  const promptId = await alice.submit(timer(0.4));
  expect(await list()).not.toContain('secret-of-alice');
  await alice.finished(promptId);
  expect(JSON.stringify(await alice.json('/object_info'))).toContain('secret-of-alice');
});

test("h10 view does not serve another's file", async () => {
  await alice.run(plainPicture(RED, 'h10'));
  const away = `../../${alice.tenant}/output`;
  const absolute = folder(alice);
  await mkdir(folder(bob), { recursive: true });
  await symlink(folder(alice), path.join(folder(bob), 'link'));
  for (const query of [
    'filename=h10_00001_.png',
    `filename=${encodeURIComponent('h10_00001_.png [output]')}`,
    `filename=h10_00001_.png&subfolder=${encodeURIComponent(away)}`,
    `filename=h10_00001_.png&subfolder=${encodeURIComponent(absolute)}`,
    `filename=${encodeURIComponent(`${absolute}/h10_00001_.png`)}`,
    `filename=${encodeURIComponent(`${away}/h10_00001_.png`)}`,
    'filename=h10_00001_.png&subfolder=link',
    'filename=h10_00001_.png&subfolder=link&preview=webp',
  ]) {
    expect([query, await statusOf(bob, `/view?${query}`)]).not.toEqual([query, 200]);
  }
  expect(await statusOf(alice, '/view?filename=h10_00001_.png')).toBe(200);
});

test('h11 names in graphs do not leave the tenant’s directories', async () => {
  await put(alice, 'h11.png', RED);
  await alice.run(plainPicture(RED, 'h11'));
  await mkdir(folder(bob, 'input'), { recursive: true });
  await symlink(
    path.join(folder(alice, 'input'), 'h11.png'),
    path.join(folder(bob, 'input'), 'link.png'),
  );
  for (const image of [
    path.join(folder(alice, 'input'), 'h11.png'),
    `../../${alice.tenant}/input/h11.png`,
    `../../${alice.tenant}/output/h11_00001_.png [output]`,
    `${folder(alice)}/h11_00001_.png [output]`,
    'link.png',
  ]) {
    const answer = await bob.post('/prompt', { prompt: copy(image, 'h11b') });
    if (answer.status === 200) {
      const { prompt_id: promptId } = (await answer.json()) as { prompt_id: string };
      await bob.finished(promptId);
      expect((await entryOf(bob, promptId)).status.status_str).toBe('error');
    }
    expect(await files(bob)).toEqual([]);
  }
});

test('h12 a filename prefix does not leave the tenant’s directory', async () => {
  await alice.run(plainPicture(RED, 'h12'));
  await mkdir(folder(bob), { recursive: true });
  await symlink(folder(alice), path.join(folder(bob), 'link'));
  const before = await files(alice);
  for (const prefix of [`../../${alice.tenant}/output/x`, `${folder(alice)}/x`, 'link/x', '../x']) {
    const promptId = await bob.run(plainPicture(GREEN, prefix));
    expect((await entryOf(bob, promptId)).status.status_str).toBe('error');
  }
  expect(await files(alice)).toEqual(before);
});

test("h13 uploads go to one's own input and nowhere else", async () => {
  const upload = async (name: string, fields: Record<string, string> = {}): Promise<number> => {
    const body = new FormData();
    for (const [key, value] of Object.entries(fields)) body.set(key, value);
    body.set('image', new Blob([new Uint8Array(await solid(GREEN))]), name);
    return (await bob.fetch('/upload/image', { method: 'POST', body })).status;
  };
  await put(alice, 'h13.png', RED);
  expect(await upload('h13.png', { overwrite: 'true' })).toBe(200);
  const away = `../../${alice.tenant}/input`;
  await upload('h13.png', { subfolder: away, overwrite: 'true' });
  await upload('h13.png', { subfolder: folder(alice, 'input'), overwrite: 'true' });
  await upload(`${away}/h13.png`, { overwrite: 'true' });
  expect(await colorOf(alice, 'h13.png', 'input')).toBe(RED);
  expect(await colorOf(bob, 'h13.png', 'input')).toBe(GREEN);
  expect(await files(alice, 'input')).toEqual(['h13.png']);
});

test("h14 the history is one's own", async () => {
  const promptId = await alice.run(plainPicture(RED, 'h14'));
  expect(await bob.json('/history')).toEqual({});
  expect(await bob.json(`/history/${promptId}`)).toEqual({});
  await bob.post('/history', { delete: [promptId] });
  await bob.post('/history', { clear: true });
  expect(await alice.json(`/history/${promptId}`)).toHaveProperty([promptId]);
});

test("h15 the queue is one's own", async () => {
  const running = await alice.submit(timer(0.6));
  const waiting = await alice.submit(plainPicture(RED, 'h15'));
  await alice.receives('executing');
  expect(await bob.json('/queue')).toEqual({ queue_running: [], queue_pending: [] });
  expect(await bob.json('/prompt')).toEqual({ exec_info: { queue_remaining: 0 } });
  await bob.post('/queue', { delete: [waiting], clear: true });
  await bob.post('/interrupt', { prompt_id: running });
  await bob.post('/interrupt', {});
  await alice.finished(waiting);
  for (const promptId of [running, waiting]) {
    expect((await entryOf(alice, promptId)).status.status_str).toBe('success');
  }
});

test('h16 a prompt, its previews, its status and its interruption are heard by nobody else', async () => {
  const before = bob.received.length;
  await alice.run(timer(0.3));
  const promptId = await alice.submit(timer(30));
  await waitFor(() => alice.dataOf('executing').length > 2, 'the second prompt to run');
  await alice.post('/interrupt', { prompt_id: promptId });
  await alice.finished(promptId);
  // Without a client id there is nobody to tell.
  const { prompt_id: silent } = (await (
    await alice.post('/prompt', { prompt: timer(0.2) })
  ).json()) as { prompt_id: string };
  await alice.finished(silent);
  await bob.run(plainPicture(GREEN, 'h16'));
  const heard = bob.received.slice(before);
  expect(JSON.stringify(heard)).not.toContain(promptId);
  expect(JSON.stringify(heard)).not.toContain(silent);
  expect(heard.filter(({ type }) => type.startsWith('binary'))).toEqual([]);
  const remaining = heard
    .filter(({ type }) => type === 'status')
    .map(({ data }) => JSON.stringify(data).match(/"queue_remaining":(\d+)/)?.[1]);
  expect(Math.max(...remaining.map(Number))).toBeLessThanOrEqual(1);
});

test("h17 another's client id reaches nobody and takes nothing over", async () => {
  const spy = await new RunnerClient(runner.url, bob.tenant, SAME_CLIENT).connect();
  const own = await bob.run(plainPicture(GREEN, 'h17'));
  expect(JSON.stringify(alice.received)).not.toContain(own);
  spy.close();
  const promptId = await alice.run(plainPicture(RED, 'h17'));
  expect(alice.dataOf('execution_success').map((data) => data['prompt_id'])).toContain(promptId);
  expect(JSON.stringify(spy.received)).not.toContain(promptId);
});

test("h18 another's prompt id cannot be taken", async () => {
  const promptId = randomUUID();
  await alice.run(plainPicture(RED, 'h18'), { prompt_id: promptId });
  const before = await alice.json(`/history/${promptId}`);
  const taken = await bob.post('/prompt', { prompt: plainPicture(GREEN), prompt_id: promptId });
  expect(taken.status).toBe(409);
  expect(await alice.json(`/history/${promptId}`)).toEqual(before);
});

test('h19 nobody overtakes another tenant', async () => {
  const first = await alice.submit(timer(0.3));
  const second = await alice.submit(plainPicture(RED, 'h19'));
  const pushy = await bob.submit(plainPicture(GREEN, 'h19'), { front: true, number: -1000 });
  await bob.finished(pushy);
  const startOf = async (client: RunnerClient, promptId: string): Promise<number> => {
    const { status } = await entryOf(client, promptId);
    const [, data] = status.messages.find(([kind]) => kind === 'execution_start') ?? [];
    return Number(data?.['timestamp']);
  };
  expect(await startOf(alice, first)).toBeLessThanOrEqual(await startOf(alice, second));
  expect(await startOf(alice, second)).toBeLessThanOrEqual(await startOf(bob, pushy));
});

test.each(['SaveAnimatedWEBP', 'SaveAnimatedPNG'])('h22 %s saves for its tenant', async (saver) => {
  const inputs = {
    ...{ images: ['1', 0], filename_prefix: 'h22', fps: 6 },
    ...(saver === 'SaveAnimatedWEBP'
      ? { lossless: true, quality: 80, method: 'fastest' }
      : { compress_level: 4 }),
  };
  const graph: Graph = { ...plainPicture(RED), '9': { class_type: saver, inputs } };
  await alice.run(graph);
  await bob.run(graph);
  expect([(await files(alice)).length, (await files(bob)).length]).toEqual([1, 1]);
});

test.each([
  ['GET', '/userdata?dir=.'],
  ['GET', '/settings'],
  ['GET', '/users'],
])('h23 there is no data of users at %s %s', async (method, target) => {
  expect(await statusOf(alice, target, { method })).toBe(404);
});

test.each([
  ['GET', '/internal/logs'],
  ['GET', '/internal/folder_paths'],
  ['GET', '/internal/files/output'],
  ['POST', '/users'],
])('h24 nothing about the process is told at %s %s', async (method, target) => {
  expect(await statusOf(alice, target, { method })).toBe(404);
});

test("h24 a tenant's wish for memory does not empty the others' caches", async () => {
  const graph = plainPicture(RED, 'h24');
  await alice.run(graph);
  await bob.post('/free', { free_memory: true, unload_models: true });
  await alice.run(graph);
  expect(alice.dataOf('execution_cached').at(-1)?.['nodes']).not.toEqual([]);
});

test('h25 a tenant is who signed, whatever the body or the headers say', async () => {
  const extra = { tenant: alice.tenant, 'x-atelier-tenant': alice.tenant };
  await bob.run(plainPicture(GREEN, 'h25'), { extra_data: extra, ...extra });
  expect(await files(alice)).toEqual([]);
  expect(await files(bob)).toEqual(['h25_00001_.png']);
  const forged = { ...headersFor(bob.tenant), 'x-atelier-tenant': alice.tenant };
  expect((await fetch(`${runner.url}/history`, { headers: forged })).status).toBe(403);
});

test('h28 2 × 200 interleaved prompts with everything equal: each file with its owner', async () => {
  const each = 200;
  const sent = new Map([alice, bob].map((client) => [client, [] as [string, number][]]));
  for (let index = 0; index < each; index += 1) {
    for (const [client, base] of [
      [alice, 0x110000],
      [bob, 0x220000],
    ] as const) {
      const color = base + index;
      sent.get(client)?.push([await client.submit(plainPicture(color, 'h28', 8)), color]);
    }
  }
  for (const [client, prompts] of sent) {
    const ids = prompts.map(([promptId]) => promptId);
    await waitFor(
      async () => Object.keys(await client.json('/history')).length >= each,
      'all prompts',
      120_000,
    );
    expect(await files(client)).toHaveLength(each);
    const names = new Set<string>();
    for (const [promptId, color] of prompts) {
      const name = (await entryOf(client, promptId)).outputs['9']?.images[0]?.filename ?? '';
      names.add(name);
      expect(await colorOf(client, name)).toBe(color);
    }
    expect(names.size).toBe(each);
    const heard = client.received.flatMap(({ data }) =>
      typeof data['prompt_id'] === 'string' ? [data['prompt_id']] : [],
    );
    expect(new Set(heard)).toEqual(new Set(ids));
  }
});

test.each([
  ['a node without inputs', { '2': { class_type: 'EmptyImage' } }],
  ['a node that is a number', { '2': 7 }],
  ['an unknown class', { '2': { class_type: 'toString', inputs: {} } }],
])('h29 %s does not end the runner', async (_, extra) => {
  const bad = { ...plainPicture(RED), ...extra };
  await bob.post('/prompt', { prompt: bad, client_id: SAME_CLIENT });
  const promptId = await alice.run(plainPicture(RED, 'h29'));
  expect((await entryOf(alice, promptId)).status.status_str).toBe('success');
});
