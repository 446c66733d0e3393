/** Two users at once, with the same node ids, file names, prompt ids and client id: neither meets the other. */
import { randomUUID } from 'node:crypto';

import sharp from 'sharp';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { ComfyClient } from '../support/comfy-client';
import { invertedUpload, plainPicture } from '../support/graphs';
import { startStack, type Stack } from '../support/stack';

let stack: Stack;
let ada: ComfyClient;
let bob: ComfyClient;
const CLIENT_ID = 'the-same-client';
const RED = 0xff0000;
const BLUE = 0x0000ff;

beforeAll(async () => {
  stack = await startStack();
  const connect = async (): Promise<ComfyClient> => {
    const token = await stack.signIn(await stack.createUser());
    return new ComfyClient(`${stack.url}/studio`, token, CLIENT_ID).connect();
  };
  ada = await connect();
  bob = await connect();
}, 300_000);
afterAll(async () => {
  ada.close();
  bob.close();
  await stack.stop();
});

/** The colour of a picture's first pixel. */
async function colourOf(picture: Response): Promise<number> {
  expect(picture.status).toBe(200);
  const raw = await sharp(await picture.arrayBuffer())
    .removeAlpha()
    .raw()
    .toBuffer();
  return raw.readUIntBE(0, 3);
}

const view = (client: ComfyClient, filename: string): Promise<Response> =>
  client.request(`/api/view?filename=${filename}&type=output`);

test('each gets the own picture under the same name', async () => {
  const promptId = randomUUID();
  const submit = (client: ComfyClient, colour: number) =>
    client.run(plainPicture(colour, 'same'), { prompt_id: promptId });
  const [adaEnd, bobEnd] = await Promise.all([submit(ada, RED), submit(bob, BLUE)]);
  expect([adaEnd.type, bobEnd.type]).toEqual(['execution_success', 'execution_success']);
  expect(await colourOf(await view(ada, 'same_00001_.png'))).toBe(RED);
  expect(await colourOf(await view(bob, 'same_00001_.png'))).toBe(BLUE);
});

test('no message of one user reaches the other', async () => {
  const before = bob.messages.length;
  const promptId = randomUUID();
  await ada.run(plainPicture(RED + 1, 'quiet'), { prompt_id: promptId });
  await ada.run(plainPicture(RED + 2, 'quiet'));
  // Bob's own run is the proof that his socket still hears: what was sent before it has arrived.
  const end = await bob.run(plainPicture(BLUE + 1, 'quiet'));
  const own = String(end.data['prompt_id']);
  const heard = bob.messages.slice(before).filter(({ data }) => data['prompt_id'] !== undefined);
  expect(new Set(heard.map(({ data }) => data['prompt_id']))).toEqual(new Set([own]));
});

test("lists hold the caller's own runs only", async () => {
  const id = String((await ada.run(plainPicture(RED + 3, 'mine'))).data['prompt_id']);
  expect(Object.keys((await ada.json('/api/history')) as object)).toContain(id);
  expect(Object.keys((await bob.json('/api/history')) as object)).not.toContain(id);
  expect(await bob.json(`/api/history/${id}`)).toEqual({});
  expect((await bob.request(`/api/jobs/${id}`)).status).toBe(404);
  expect(JSON.stringify(await bob.json('/api/jobs?limit=100&offset=0'))).not.toContain(id);
});

test("nobody cancels, interrupts, deletes or clears another's runs", async () => {
  const { promptId } = await ada.submit(plainPicture(RED + 4, 'stays', 1024));
  for (const [path, body] of [
    ['/api/interrupt', { prompt_id: promptId }],
    ['/api/interrupt', {}],
    ['/api/queue', { clear: true, delete: [promptId] }],
    ['/api/jobs/cancel', { job_ids: [promptId] }],
    [`/api/jobs/${promptId}/cancel`, {}],
  ] as const) {
    expect((await bob.post(path, body)).status).toBe(200);
  }
  expect((await ada.ended(promptId)).type).toBe('execution_success');
  await bob.post('/api/history', { clear: true, delete: [promptId] });
  expect(await ada.json(`/api/history/${promptId}`)).toHaveProperty([promptId]);
});

test("another's upload can be neither named, seen nor read", async () => {
  const png = await sharp({
    create: { width: 8, height: 8, channels: 3, background: { r: 1, g: 2, b: 3 } },
  })
    .png()
    .toBuffer();
  const form = new FormData();
  form.set('image', new Blob([new Uint8Array(png)], { type: 'image/png' }), 'secret.png');
  const uploaded = await ada.request('/api/upload/image', { method: 'POST', body: form });
  expect(await uploaded.json()).toMatchObject({ name: 'secret.png', type: 'input' });

  const inputsOf = async (client: ComfyClient): Promise<string> =>
    JSON.stringify(await client.json('/api/object_info/LoadImage'));
  expect(await inputsOf(ada)).toContain('secret.png');
  expect(await inputsOf(bob)).not.toContain('secret.png');
  expect((await bob.request('/api/view?filename=secret.png&type=input')).status).toBe(404);
  expect(await bob.json('/internal/files/input')).toEqual([]);

  const refused = await bob.submit(invertedUpload('secret.png'));
  expect(refused.status).toBe(400);
  expect(JSON.stringify(refused.body)).toContain('custom_validation_failed');
  expect((await ada.run(invertedUpload('secret.png'))).type).toBe('execution_success');
  expect(await colourOf(await view(ada, 'inverted_00001_.png'))).toBe(0xfe_fd_fc);
});

test('an identical graph gives each user a file of their own', async () => {
  const graph = plainPicture(0x00ff00, 'twin');
  await ada.run(graph);
  const end = await bob.run(graph);
  const executed = bob.of(String(end.data['prompt_id'])).filter(({ type }) => type === 'executed');
  expect(executed).toHaveLength(1);
  expect(await colourOf(await view(bob, 'twin_00001_.png'))).toBe(0x00ff00);
  const history = (await (
    await fetch(`${stack.url}/api/history`, { headers: { authorization: `Bearer ${bob.token}` } })
  ).json()) as { items: { filename: string }[] };
  expect(history.items.filter(({ filename }) => filename.startsWith('twin'))).toHaveLength(1);
});

test("settings and saved workflows are each user's own", async () => {
  await ada.post('/api/settings/Comfy.ColorPalette', 'light');
  const path = '/api/userdata/workflows%2Fplan.json';
  expect((await ada.post(`${path}?overwrite=true`, { nodes: ['secret'] })).status).toBe(200);
  expect(await bob.json('/api/settings/Comfy.ColorPalette')).not.toBe('light');
  expect((await bob.request(path)).status).toBe(404);
  expect((await bob.request(path, { method: 'DELETE' })).status).toBe(404);
  expect(await (await ada.request(path)).json()).toEqual({ nodes: ['secret'] });
});

test("another's generation answers as one that does not exist", async () => {
  await ada.run(plainPicture(RED + 9, 'own'));
  const of = (client: ComfyClient, path: string, method = 'GET'): Promise<Response> =>
    fetch(`${stack.url}${path}`, { method, headers: { authorization: `Bearer ${client.token}` } });
  const { items } = (await (await of(ada, '/api/history')).json()) as { items: { id: string }[] };
  const id = items[0]?.id ?? '';
  for (const [path, method] of [
    [`/api/generations/${id}`, 'GET'],
    [`/api/generations/${id}`, 'DELETE'],
    [`/api/generations/${id}/restore`, 'POST'],
    [`/api/generations/${id}/graph`, 'GET'],
  ] as const) {
    expect((await of(bob, path, method)).status).toBe(404);
  }
  expect((await bob.request(`/api/view?filename=x.png&generation=${id}`)).status).toBe(404);
  expect((await of(ada, `/api/generations/${id}`)).status).toBe(200);
});
