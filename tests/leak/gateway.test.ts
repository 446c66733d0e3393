/**
 * The same hazards through the gateway, on the runner that is configured: two users with the same
 * node ids, file names, prompt ids and client id on one runner process.
 */
import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import path from 'node:path';

import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';

import type { Graph } from '@/lib/domain/prompt-run';
import { parseUserId } from '@/lib/kernel/ids';
import { isKeyOf } from '@/lib/storage/keys';
import { createObjectStore } from '@/lib/storage/s3';

import { ComfyClient } from '../support/comfy-client';
import { invertedUpload, longWork, plainPicture } from '../support/graphs';
import { startStack, type Stack } from '../support/stack';
import { waitFor } from '../support/wait-for';

const RED = 0xff0000;
const GREEN = 0x00ff00;
const SAME_CLIENT = 'the-same-client';

interface Person {
  readonly id: string;
  readonly client: ComfyClient;
}

let stack: Stack;
let alice: Person;
let bob: Person;

async function connect(): Promise<Person> {
  const user = await stack.createUser();
  const client = new ComfyClient(`${stack.url}/studio`, await stack.signIn(user), SAME_CLIENT);
  return { id: user.id, client: await client.connect() };
}

beforeAll(async () => {
  stack = await startStack({ slots: 1, env: { RUNS_WAITING_MAX: '1000' } });
  [alice, bob] = [await connect(), await connect()];
  const runner = stack.env['COMFYUI_DIR'];
  process.stdout.write(
    `leak: runner: ${runner === undefined ? 'built-in' : `ComfyUI (${runner})`}\n`,
  );
}, 300_000);
afterAll(async () => {
  alice.client.close();
  bob.client.close();
  await stack.stop();
});

async function colorOf(bytes: ArrayBuffer | Buffer): Promise<number> {
  return (await sharp(bytes).removeAlpha().raw().toBuffer()).readUIntBE(0, 3);
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

async function run(person: Person, graph: Graph, more: Record<string, unknown> = {}) {
  const end = await person.client.run(graph, more);
  return { type: end.type, promptId: String(end.data['prompt_id']) };
}
async function upload(person: Person, name: string, color: number, fields: object = {}) {
  const body = new FormData();
  for (const [key, value] of Object.entries(fields)) body.set(key, String(value));
  body.set('image', new Blob([new Uint8Array(await solid(color))]), name);
  return person.client.request('/api/upload/image', { method: 'POST', body });
}
const view = (person: Person, query: string): Promise<Response> =>
  person.client.request(`/api/view?${query}`);
async function viewColor(person: Person, query: string): Promise<number> {
  const answer = await view(person, query);
  expect(answer.status).toBe(200);
  return colorOf(await answer.arrayBuffer());
}

test('h01 equal node ids and prefixes: each has the own picture under the same name', async () => {
  await Promise.all([run(alice, plainPicture(RED, 'h01')), run(bob, plainPicture(GREEN, 'h01'))]);
  expect(await viewColor(alice, 'filename=h01_00001_.png')).toBe(RED);
  expect(await viewColor(bob, 'filename=h01_00001_.png')).toBe(GREEN);
});

test('h02 an identical graph makes each a file of their own', async () => {
  const graph = plainPicture(0x123456, 'h02');
  await run(alice, graph);
  const { promptId } = await run(bob, graph);
  const executed = bob.client.of(promptId).filter(({ type }) => type === 'executed');
  expect(executed).toHaveLength(1);
  expect(await viewColor(bob, 'filename=h02_00001_.png')).toBe(0x123456);
});

test('h03 h06 the same input name: each works on the own upload, and on no other', async () => {
  expect((await upload(alice, 'only-alice.png', RED)).status).toBe(200);
  expect((await bob.client.submit(invertedUpload('only-alice.png'))).status).toBe(400);
  await upload(alice, 'same.png', RED);
  await upload(bob, 'same.png', GREEN);
  const of = async (person: Person): Promise<number> => {
    const { promptId } = await run(person, invertedUpload('same.png'));
    const saved = person.client.of(promptId).find(({ type }) => type === 'executed');
    const { images } = saved?.data['output'] as { images: { filename: string }[] };
    return viewColor(person, `filename=${images[0]?.filename ?? ''}`);
  };
  expect(await of(alice)).toBe(0xff_ff_ff - RED);
  expect(await of(bob)).toBe(0xff_ff_ff - GREEN);
});

test('h07 a forged is_changed counts for nothing', async () => {
  await upload(alice, 'h07.png', RED);
  await upload(bob, 'h07.png', GREEN);
  await run(alice, invertedUpload('h07.png'));
  const graph = invertedUpload('h07.png');
  const forged = { ...graph, '1': { ...graph['1'], is_changed: ['0'.repeat(64)] } };
  const answer = await bob.client.submit(forged);
  if (answer.status === 200) await bob.client.ended(answer.promptId);
  const files = JSON.stringify(await bob.client.json('/internal/files/output'));
  const name = /inverted_\d+_\.png/.exec(files)?.[0] ?? '';
  expect(await viewColor(bob, `filename=${name}`)).toBe(0xff_ff_ff - GREEN);
});

test('h08 a preview is seen by its owner only', async () => {
  const graph: Graph = {
    ...plainPicture(RED),
    '9': { class_type: 'PreviewImage', inputs: { images: ['1', 0] } },
  };
  const { promptId } = await run(alice, graph);
  const shown = alice.client.of(promptId).find(({ type }) => type === 'executed');
  const { images } = shown?.data['output'] as { images: { filename: string; subfolder: string }[] };
  const query = `type=temp&filename=${images[0]?.filename ?? ''}&subfolder=${images[0]?.subfolder ?? ''}`;
  expect((await view(alice, query)).status).toBe(200);
  expect((await view(bob, query)).status).toBe(404);
});

test("h09 object_info lists one's own inputs", async () => {
  await upload(alice, 'h09-secret.png', RED);
  const list = async ({ client }: Person): Promise<string> =>
    JSON.stringify(await client.json('/api/object_info/LoadImage'));
  expect(await list(alice)).toContain('h09-secret');
  expect(await list(bob)).not.toContain('h09-secret');
  expect(JSON.stringify(await bob.client.json('/api/object_info'))).not.toContain('h09-secret');
});

test("h10 view does not serve another's file", async () => {
  await run(alice, plainPicture(RED, 'h10'));
  const away = encodeURIComponent(`../../${alice.id}/output`);
  const absolute = encodeURIComponent(
    `${stack.env['ATELIER_DATA_DIR'] ?? ''}/tenants/${alice.id}/output`,
  );
  for (const query of [
    'filename=h10_00001_.png',
    `filename=${encodeURIComponent('h10_00001_.png [output]')}`,
    `filename=h10_00001_.png&subfolder=${away}`,
    `filename=h10_00001_.png&subfolder=${absolute}`,
    `filename=${absolute}%2Fh10_00001_.png`,
    `filename=${away}%2Fh10_00001_.png`,
    'filename=h10_00001_.png&preview=webp',
  ]) {
    expect([400, 403, 404]).toContain((await view(bob, query)).status);
  }
});

test('h11 graphs name no file of another', async () => {
  await upload(alice, 'h11.png', RED);
  const root = `${stack.env['ATELIER_DATA_DIR'] ?? ''}/tenants/${alice.id}`;
  for (const name of [
    'h11.png',
    `${root}/input/h11.png`,
    `../../${alice.id}/input/h11.png`,
    `../../${alice.id}/output/h10_00001_.png [output]`,
  ]) {
    expect([name, (await bob.client.submit(invertedUpload(name))).status]).toEqual([name, 400]);
  }
});

test("h12 a prefix does not lead into another's directory", async () => {
  const root = `${stack.env['ATELIER_DATA_DIR'] ?? ''}/tenants/${alice.id}`;
  for (const prefix of [`../../${alice.id}/output/h12`, `${root}/output/h12`, '../h12']) {
    const { status, promptId } = await bob.client.submit(plainPicture(GREEN, prefix));
    if (status === 200) expect((await bob.client.ended(promptId)).type).toBe('execution_error');
  }
  expect(JSON.stringify(await alice.client.json('/internal/files/output'))).not.toContain('h12');
});

test('h13 an upload stays with who sent it', async () => {
  await upload(alice, 'h13.png', RED);
  for (const fields of [
    { overwrite: 'true' },
    { overwrite: 'true', subfolder: `../../${alice.id}/input` },
  ]) {
    await upload(bob, 'h13.png', GREEN, fields);
  }
  expect(await viewColor(alice, 'type=input&filename=h13.png')).toBe(RED);
});

test("h14 h18 another's history is neither read, overwritten nor deleted", async () => {
  const promptId = randomUUID();
  await run(alice, plainPicture(RED, 'h14'), { prompt_id: promptId });
  expect(await bob.client.json(`/api/history/${promptId}`)).toEqual({});
  await run(bob, plainPicture(GREEN, 'h14'), { prompt_id: promptId });
  await bob.client.post('/api/history', { delete: [promptId], clear: true });
  expect(await alice.client.json(`/api/history/${promptId}`)).toHaveProperty([promptId]);
  expect(await viewColor(alice, 'filename=h14_00001_.png')).toBe(RED);
});

test("h15 h19 another's queue is neither seen, cleared, interrupted nor overtaken by wish", async () => {
  const running = await alice.client.submit(longWork(RED + counter()));
  const waiting = await alice.client.submit(plainPicture(RED, 'h15'));
  expect(await bob.client.json('/api/queue')).toEqual({ queue_running: [], queue_pending: [] });
  expect(await bob.client.json('/api/prompt')).toEqual({ exec_info: { queue_remaining: 0 } });
  for (const promptId of [running.promptId, waiting.promptId]) {
    await bob.client.post('/api/queue', { delete: [promptId], clear: true });
    await bob.client.post('/api/interrupt', { prompt_id: promptId });
    await bob.client.post(`/api/jobs/${promptId}/cancel`, {});
  }
  await bob.client.post('/api/interrupt', {});
  const pushy = await bob.client.submit(plainPicture(GREEN, 'h19'), { front: true, number: -1000 });
  expect(pushy.body['number']).toBeGreaterThanOrEqual(0);
  for (const { promptId } of [running, waiting]) {
    expect((await alice.client.ended(promptId, 120_000)).type).toBe('execution_success');
  }
  await bob.client.ended(pushy.promptId);
});

test('h16 h17 events, previews and status go to their owner, whatever the client id', async () => {
  const from = { texts: bob.client.messages.length, frames: bob.client.previews.length };
  const { promptId } = await run(alice, plainPicture(RED + counter(), 'h16'));
  const own = await run(bob, plainPicture(GREEN + counter(), 'h16'), { client_id: SAME_CLIENT });
  const heard = bob.client.messages.slice(from.texts);
  expect(JSON.stringify(heard)).not.toContain(promptId);
  const named = heard.flatMap(({ data }) =>
    data['prompt_id'] === undefined ? [] : [data['prompt_id']],
  );
  expect(named).toContain(own.promptId);
  const bobs = Object.keys((await bob.client.json('/api/history')) as object);
  expect(bobs).toEqual(expect.arrayContaining([...new Set(named)]));
  expect(bob.client.previews.slice(from.frames)).toEqual([]);
  expect(alice.client.of(own.promptId)).toEqual([]);
});

test("h23 another's settings and files of the editor are not there", async () => {
  await alice.client.post('/api/settings/leak.h23', 'secret');
  const file = '/api/userdata/workflows%2Fh23.json';
  await alice.client.post(file, { nodes: ['secret'] });
  const forged = { headers: { 'comfy-user': alice.id } };
  expect(JSON.stringify(await bob.client.json('/api/settings', forged))).not.toContain('secret');
  expect((await bob.client.request(file, forged)).status).toBe(404);
  expect(await bob.client.json('/api/v2/userdata', forged)).toEqual([]);
});

test.each(['/internal/logs', '/internal/logs/raw', '/api/free', '/api/users'])(
  'h24 the runner is not told of or acted on at %s',
  async (target) => {
    const isRead = target.startsWith('/internal');
    const answer = await bob.client.request(target, {
      method: isRead ? 'GET' : 'POST',
      ...(!isRead && { body: '{"free_memory": true}' }),
    });
    expect(answer.status).toBe(403);
  },
);

test('h25 a tenant named in the body or in headers counts for nothing', async () => {
  const answer = await bob.client.request('/api/prompt', {
    method: 'POST',
    headers: { 'x-atelier-tenant': alice.id, 'x-atelier-signature': '0'.repeat(64) },
    body: JSON.stringify({
      prompt: plainPicture(GREEN + counter(), 'h25'),
      extra_data: { tenant: alice.id, atelier_tenant: alice.id },
      user_id: alice.id,
      client_id: SAME_CLIENT,
    }),
  });
  const { prompt_id: promptId } = (await answer.json()) as { prompt_id: string };
  await bob.client.ended(promptId);
  expect((await view(alice, 'filename=h25_00001_.png')).status).toBe(404);
  expect((await view(bob, 'filename=h25_00001_.png')).status).toBe(200);
});

test('h29 a malformed graph does not stop the others', async () => {
  for (const extra of [
    { '2': { class_type: 'EmptyImage' } },
    { '2': 7 },
    { '2': { inputs: {} } },
  ]) {
    const answer = await bob.client.submit({ ...plainPicture(GREEN), ...extra });
    if (answer.status === 200) await bob.client.ended(answer.promptId);
  }
  expect((await run(alice, plainPicture(RED + counter(), 'h29'))).type).toBe('execution_success');
});

let count = 0;
/** Makes a colour that no test before had, so that nothing comes from a cache. */
function counter(): number {
  count += 1;
  return count;
}

test('h28 2 users × 200 interleaved prompts with everything equal on one runner process', async () => {
  const each = 200;
  const people = [
    { ...alice, base: 0x110000 },
    { ...bob, base: 0x220000 },
  ];
  const sent = new Map(people.map(({ id }) => [id, new Map<string, number>()]));
  const from = new Map(people.map(({ id, client }) => [id, client.messages.length]));
  for (let index = 0; index < each; index += 1) {
    for (const { id, client, base } of people) {
      const { promptId, body } = await client.submit(plainPicture(base + index, 'h28', 8));
      expect(promptId, JSON.stringify(body)).not.toBe('');
      sent.get(id)?.set(promptId, base + index);
    }
  }
  for (const { id, client } of people) {
    for (const promptId of sent.get(id)?.keys() ?? []) {
      expect((await client.ended(promptId, 400_000)).type).toBe('execution_success');
    }
  }
  const store = createObjectStore(storeConfig());
  for (const { id, client } of people) {
    const prompts = sent.get(id) ?? new Map<string, number>();
    const userId = parseUserId(id) ?? ('' as never);
    const made = await waitFor(
      async () => {
        const found = await stack.db.collections.generations
          .find({ user_id: userId, subfolder: '', filename: /^h28_/ })
          .toArray();
        return found.length >= each && found;
      },
      'all files',
      60_000,
    );
    expect(made).toHaveLength(each);
    expect(new Set(made.map((one) => String(one['filename']))).size).toBe(each);
    expect(new Set(made.map((one) => String(one['s3_key']))).size).toBe(each);
    expect(new Set(made.map((one) => String(one['prompt_id'])))).toEqual(new Set(prompts.keys()));
    for (const one of made) {
      expect(isKeyOf(userId, String(one['s3_key']))).toBe(true);
      const object = await store.get(String(one['s3_key']));
      if (object === null || object === 'not-modified') throw new Error('a file is missing');
      const bytes = Buffer.concat((await object.body.toArray()) as Buffer[]);
      expect(await colorOf(bytes)).toBe(prompts.get(String(one['prompt_id'])));
    }
    // The last words of an earlier run of the same user may come after its end.
    const earlier = promptIdsOf(client.messages.slice(0, from.get(id)));
    const heard = promptIdsOf(client.messages.slice(from.get(id)));
    expect(heard.difference(earlier)).toEqual(new Set(prompts.keys()));
  }
  store.close();
  // On disk there are the two users' directories and nobody's else, and nothing lies between them.
  const tenants = await readdir(path.join(stack.env['ATELIER_DATA_DIR'] ?? '', 'tenants'));
  expect(tenants.filter((name) => /^[0-9a-f]{32}$/.test(name)).sort()).toEqual(
    [alice.id, bob.id].sort(),
  );
}, 900_000);

/** Of whose runs a socket heard. */
function promptIdsOf(messages: readonly { data: Record<string, unknown> }[]): Set<string> {
  return new Set(
    messages.flatMap(({ data }) =>
      typeof data['prompt_id'] === 'string' ? [data['prompt_id']] : [],
    ),
  );
}

function storeConfig() {
  const of = (name: string): string => stack.env[name] ?? '';
  return {
    S3_ENDPOINT: of('S3_ENDPOINT'),
    S3_PUBLIC_ENDPOINT: undefined,
    S3_REGION: stack.env['S3_REGION'] ?? 'us-east-1',
    S3_BUCKET: of('S3_BUCKET'),
    S3_ACCESS_KEY_ID: of('S3_ACCESS_KEY_ID'),
    S3_SECRET_ACCESS_KEY: of('S3_SECRET_ACCESS_KEY'),
  };
}
