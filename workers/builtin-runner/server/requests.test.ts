/** Requests that are wrong, and files over HTTP. */
import { symlink, writeFile } from 'node:fs/promises';
import path from 'node:path';

import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';

import type { Graph } from '@/lib/domain/prompt-run';
import {
  headersFor,
  RunnerClient,
  startTestRunner,
  type TestRunner,
} from '@/tests/support/runner-client';

let runner: TestRunner;
let client: RunnerClient;

beforeAll(async () => {
  runner = await startTestRunner();
  client = new RunnerClient(runner.url, 'somebody');
});
afterAll(() => runner.close());

const valid: Graph = {
  1: { class_type: 'EmptyImage', inputs: { width: 8, height: 8, batch_size: 1, color: 1 } },
  2: { class_type: 'SaveImage', inputs: { images: ['1', 0], filename_prefix: 'a b' } },
};

test.each([
  ['no headers', {}],
  ['no signature', { 'x-atelier-tenant': 'somebody' }],
  ["another's signature", { ...headersFor('other'), 'x-atelier-tenant': 'somebody' }],
  ['a name that is no directory', headersFor('..')],
  ['a short signature', { ...headersFor('somebody'), 'x-atelier-signature': 'ab' }],
])('without the right signature nothing is answered: %s', async (_name, headers) => {
  for (const route of ['/prompt', '/object_info', '/atelier/selftest', '/view?filename=x']) {
    expect((await fetch(`${runner.url}${route}`, { headers })).status).toBe(403);
  }
  const socket = new WebSocket(`${runner.url.replace('http', 'ws')}/ws`, { headers });
  const status = await new Promise((resolve) => {
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode));
    socket.on('error', () => undefined);
  });
  expect(status).toBe(403);
});

test('malformed prompts are refused, and the next one runs', async () => {
  const bad: unknown[] = [
    { prompt: { ...valid, 3: { class_type: 'EmptyImage' } } },
    { prompt: { ...valid, 3: 7 } },
    { prompt: { ...valid, 3: { class_type: {}, inputs: {} } } },
    { prompt: { 1: { class_type: 'Nothing', inputs: {} } } },
    { prompt: { 1: { class_type: 'constructor', inputs: {} } } },
    { prompt: [] },
    { prompt: 'x' },
    { prompt: {} },
    {
      prompt: { 2: { class_type: 'SaveImage', inputs: { images: ['2', 0], filename_prefix: '' } } },
    },
    { prompt: { ...valid, 2: { class_type: 'SaveImage', inputs: { images: ['1', 9] } } } },
    {},
    [],
    null,
  ];
  for (const body of bad) {
    const response = await client.post('/prompt', body);
    expect([response.status, body]).toEqual([400, body]);
  }
  for (const text of [
    '',
    '{',
    '{"prompt": {"1": {"class_type": "EmptyImage", "inputs": {"width": 1e999}}}}',
  ]) {
    const response = await client.fetch('/prompt', { method: 'POST', body: text });
    expect([response.status, text]).toEqual([400, text]);
  }
  await client.run(valid);
});

test('strange bodies and methods elsewhere do no harm', async () => {
  for (const route of ['/queue', '/history']) {
    expect((await client.post(route, [1])).status).toBe(400);
    expect((await client.post(route, { delete: 7, clear: 'yes' })).status).toBe(200);
  }
  expect((await client.post('/interrupt', [])).status).toBe(200);
  expect((await client.fetch('/interrupt', { method: 'PUT' })).status).toBe(405);
  expect((await client.fetch('/users')).status).toBe(404);
  expect((await client.fetch('/history/%E0%A4%A')).status).toBe(404);
  expect((await client.fetch('/history?max_items=x&offset=-3')).status).toBe(200);
  expect((await client.post('/prompt', { prompt: 'x'.repeat(2 ** 20) })).status).toBe(413);
});

test('files are viewed whole, in part, and encoded anew', async () => {
  await client.run(valid);
  const whole = await client.fetch('/api/view?filename=a%20b_00001_.png&type=output');
  const bytes = Buffer.from(await whole.arrayBuffer());
  expect(whole.headers.get('content-type')).toBe('image/png');
  const part = await fetch(
    `${runner.url}/view?filename=${encodeURIComponent('a b_00001_.png [output]')}`,
    {
      headers: { ...headersFor('somebody'), range: 'bytes=1-3' },
    },
  );
  expect([part.status, await part.text()]).toEqual([206, 'PNG']);
  expect(part.headers.get('content-range')).toBe(`bytes 1-3/${bytes.length}`);
  const same = await fetch(`${runner.url}/view?filename=a%20b_00001_.png`, {
    headers: { ...headersFor('somebody'), 'if-none-match': whole.headers.get('etag') ?? '' },
  });
  expect(same.status).toBe(304);
  const preview = await client.fetch('/view?filename=a%20b_00001_.png&preview=webp;50');
  expect(preview.headers.get('content-type')).toBe('image/webp');
  const alpha = await client.fetch('/view?filename=a%20b_00001_.png&channel=a');
  const metadata = await sharp(Buffer.from(await alpha.arrayBuffer())).metadata();
  expect(metadata).toMatchObject({ format: 'png', channels: 4, width: 8 });
});

test('names that lead elsewhere are refused', async () => {
  const folder = path.join(runner.root, 'somebody', 'output');
  await writeFile(path.join(runner.root, 'secret.txt'), 'x');
  await symlink(path.join(runner.root, 'secret.txt'), path.join(folder, 'link.txt'));
  const answers = await Promise.all(
    [
      'filename=../../secret.txt',
      'filename=/etc/passwd',
      'filename=x&type=models',
      'filename=secret.txt&subfolder=../..',
      'filename=link.txt',
      'filename=',
      'filename=nothing.png',
      'filename=a%00b',
    ].map(async (query) => (await client.fetch(`/view?${query}`)).status),
  );
  expect(answers).toEqual([400, 400, 400, 403, 404, 404, 404, 400]);
});

async function upload(fields: Record<string, string>, name: string, content: string) {
  const form = new FormData();
  form.set('image', new Blob([content]), name);
  for (const [field, value] of Object.entries(fields)) form.set(field, value);
  const response = await client.fetch('/upload/image', { method: 'POST', body: form });
  return { status: response.status, text: await response.text() };
}

test('uploads keep what is there, unless told to overwrite it', async () => {
  const names: unknown[] = [];
  for (const content of ['one', 'two', 'one']) {
    const { text } = await upload({ subfolder: 's' }, 'u.png', content);
    names.push(JSON.parse(text));
  }
  expect(names).toEqual([
    { name: 'u.png', subfolder: 's', type: 'input' },
    { name: 'u (1).png', subfolder: 's', type: 'input' },
    { name: 'u.png', subfolder: 's', type: 'input' },
  ]);
  const { text } = await upload({ overwrite: 'true', subfolder: 's' }, 'u.png', 'three');
  expect(JSON.parse(text)).toMatchObject({ name: 'u.png' });
  expect((await upload({ subfolder: '../..' }, 'u.png', 'x')).status).toBe(400);
  expect((await upload({ type: 'models' }, 'u.png', 'x')).status).toBe(400);
  expect((await upload({}, 'big.png', 'x'.repeat(2 ** 21))).status).toBe(413);
  expect((await client.post('/upload/image', {})).status).toBe(400);
});

test("a tenant's files are its choices; nobody else's are named", async () => {
  await upload({}, 'mine.png', 'x');
  const other = new RunnerClient(runner.url, 'other');
  const choices = async (who: RunnerClient) => {
    const info =
      await who.json<Record<string, { input: { required: { image: unknown[] } } }>>(
        '/object_info/LoadImage',
      );
    return info['LoadImage']?.input.required.image[0];
  };
  expect(await choices(client)).toEqual(['mine.png']);
  expect(await choices(other)).toEqual([]);
  expect(await client.json('/object_info/constructor')).toEqual({});
});

test('it says what it is', async () => {
  expect(await client.json('/atelier/selftest')).toMatchObject({ ok: true });
  const { system, devices } = await client.json<{
    system: { comfyui_version: string; argv: unknown; ram_total: number };
    devices: { type: string }[];
  }>('/system_stats');
  expect(system).toMatchObject({ argv: [] });
  expect(system.comfyui_version).toMatch(/^atelier-builtin \d/);
  expect(system.ram_total).toBeGreaterThan(2 ** 20);
  expect(devices).toMatchObject([{ type: 'cpu' }]);
  expect(Object.keys(await client.json('/object_info')).length).toBeGreaterThanOrEqual(50);
});

test('it has nothing of node packs, and says so as the editor asks', async () => {
  expect(await client.json('/extensions')).toEqual([]);
  expect(await client.json('/i18n')).toEqual({});
  expect(await client.json('/workflow_templates')).toEqual({});
});

test('started without a secret it serves whoever comes', async () => {
  const open = await startTestRunner(null);
  expect((await fetch(`${open.url}/prompt`)).status).toBe(200);
  await open.close();
});
