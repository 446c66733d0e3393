/** The door to workspaces: who enters, what is served there, and by whom. */
import { once } from 'node:events';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';

import { startStack, type Stack } from '@/tests/support/stack';
import { waitFor } from '@/tests/support/wait-for';
import { savedPicture } from '@/tests/support/worker-graphs';
import { WorkspaceVisitor } from '@/tests/support/workspace-visitor';

const REFUSAL =
  '<!doctype html><html lang="en"><meta charset="utf-8"><title>403</title><h1>403</h1></html>';
let stack: Stack;
let ada: WorkspaceVisitor;
let bob: WorkspaceVisitor;
let path: string;

beforeAll(async () => {
  stack = await startStack({
    slots: 2,
    comfyui: false,
    env: { WORKSPACE_LOAD_MAX: '1000', WORKSPACE_MEMORY_MAX_PERCENT: '100' },
  });
  [ada, bob] = [await WorkspaceVisitor.of(stack), await WorkspaceVisitor.of(stack)];
  path = await ada.open();
});
afterAll(() => stack.stop());

const token = () => path.split('/')[2] ?? '';

/** A socket of the workspace's, as somebody. */
const dial = (who: WorkspaceVisitor, name = 'ws', headers: object = {}): WebSocket =>
  new WebSocket(`${stack.url.replace('http', 'ws')}${path}${name}?clientId=visitor`, {
    headers: { cookie: who.cookie, ...headers },
  });

test('a token has 32 characters', () => {
  expect(token()).toMatch(/^[\w-]{32}$/);
});

describe('everybody else gets the same 403, which says nothing', () => {
  const forged = { method: 'POST', headers: { origin: 'https://evil.example' }, body: '{}' };
  const attempts: [string, () => Promise<Response>][] = [
    ['another user with the right token', () => bob.fetch(path)],
    ['another user at the API', () => bob.fetch(`${path}api/queue`)],
    ['nobody with the right token', () => fetch(`${stack.url}${path}`)],
    ['the owner with a wrong token', () => ada.fetch(`/w/${'A'.repeat(32)}/`)],
    ['the owner with a part of it', () => ada.fetch(`/w/${token().slice(0, 31)}/`)],
    ['the owner without a token', () => ada.fetch('/w/')],
    ['the owner with a token that no text can be', () => ada.fetch('/w/%00%ff../')],
    ['a page of another site', () => ada.fetch(`${path}api/prompt`, forged)],
  ];
  test.each(attempts)('%s', async (_, attempt) => {
    const answer = await attempt();
    expect(answer.status).toBe(403);
    expect(await answer.text()).toBe(REFUSAL);
  });

  const evil = { origin: 'https://evil.example' };
  const sockets: [string, () => WebSocket][] = [
    ['of another user', () => dial(bob)],
    ['that a page of another site opens', () => dial(ada, 'ws', evil)],
    ['that it opens to a pack', () => dial(ada, 'pack/socket', evil)],
  ];
  test.each(sockets)('a socket %s', async (_, open) => {
    const socket = open();
    const refused = once(socket, 'unexpected-response');
    const [, answer] = (await refused) as [unknown, { statusCode: number }];
    expect(answer.statusCode).toBe(403);
    socket.on('error', () => undefined);
    socket.terminate();
  });
});

test('the editor’s page and files are served below the token', async () => {
  const page = await ada.fetch(path);
  expect(page.status).toBe(200);
  const html = await page.text();
  expect(html).toContain('atelier/page.js');
  expect(page.headers.get('referrer-policy')).toBe('no-referrer');
  const [, entry = ''] = /<script[^>]*src="\.?\/?(assets\/[^"]+)"/.exec(html) ?? [];
  expect(entry).not.toBe('');
  expect((await ada.fetch(path + entry)).status).toBe(200);
  expect((await ada.fetch(`${path}atelier/page.js`)).status).toBe(200);
  expect((await bob.fetch(path + entry)).status).toBe(403);
  expect((await ada.fetch(path.slice(0, -1))).headers.get('location')).toBe(path);
});

test('a prompt runs in its own pool, its socket tells, and its picture is in the gallery once', async () => {
  const socket = dial(ada);
  const heard: string[] = [];
  socket.on('message', (raw: Buffer, isBinary) => {
    if (!isBinary) heard.push((JSON.parse(raw.toString()) as { type: string }).type);
  });
  await once(socket, 'open');
  const outputs = await ada.run(path, savedPicture(48));
  await waitFor(() => heard.includes('execution_success'), 'the end on the socket');
  const [image] = outputs['9']?.['images'] as { filename: string; subfolder: string }[];
  const query = new URLSearchParams({ filename: image?.filename ?? '', type: 'output' }).toString();
  const whole = Buffer.from(await (await ada.fetch(`${path}view?${query}`)).arrayBuffer());
  expect(whole.subarray(1, 4).toString()).toBe('PNG');
  const range = { headers: { range: 'bytes=1-3' } };
  const part = await ada.fetch(`${path}api/view?${query}`, range);
  expect([part.status, await part.text()]).toEqual([206, 'PNG']);
  const { promptRuns, generations } = stack.db.collections;
  const mine = { user_id: ada.user.id };
  expect((await promptRuns.findOne(mine))?.['pool']).toMatch(/^ws-/);
  expect(await generations.countDocuments({ ...mine, type: 'output' })).toBe(1);
  socket.close();
});

test('an upload of many megabytes becomes an input there', async () => {
  const body = new FormData();
  const pixels = Buffer.alloc(24 * 1024 * 1024, 7);
  body.set('image', new Blob([pixels]), 'large.bin');
  const answer = await ada.fetch(`${path}api/upload/image`, { method: 'POST', body });
  expect(answer.status).toBe(200);
  const { name } = (await answer.json()) as { name: string };
  const back = await ada.fetch(`${path}api/view?filename=${name}&type=input`);
  expect(Buffer.from(await back.arrayBuffer()).equals(pixels)).toBe(true);
});

test('what only its own process knows is answered by that process', async () => {
  const answer = await ada.fetch(`${path}api/system_stats`);
  expect(answer.status).toBe(200);
  const stats = (await answer.json()) as { system: { argv: string[] } };
  // The studio's answer for a pool names arguments; this process has none to tell.
  expect(stats.system.argv).toEqual([]);
  expect((await ada.fetch(`${path}api/no-such-thing`)).status).toBe(404);
});

test('asking again keeps nothing alive; a person does', async () => {
  const { workspace } = await ada.overview();
  const read = async (): Promise<number> =>
    (await stack.db.workspaces.findAsSystem(workspace?.id ?? ''))?.activityAt.getTime() ?? 0;
  const before = await read();
  for (const poll of ['api/queue', 'api/jobs', 'atelier/state']) await ada.fetch(path + poll);
  expect(await read()).toBe(before);
  await waitFor(async () => {
    await ada.fetch(`${path}atelier/activity`, { method: 'POST' });
    return (await read()) > before;
  }, 'the activity to be noted');
});

describe('an address that is spelled with escapes is the same address', () => {
  const runs = () => stack.db.collections.promptRuns.countDocuments({ user_id: ada.user.id });
  const prompt = { prompt: savedPicture(48), client_id: 'visitor' };

  test.each(['api/%70rompt', '%70rompt', 'api/pr%6Fmp%74', 'api/pr%6fmpt', '%61pi/prompt'])(
    'a prompt sent to %s is a run like any other',
    async (spelled) => {
      const before = await runs();
      const answer = await ada.post(path + spelled, prompt);
      const { prompt_id: id = '' } = (await answer.json()) as { prompt_id?: string };
      expect(id).not.toBe('');
      expect(await runs()).toBe(before + 1);
      await waitFor(
        async () => id in ((await (await ada.fetch(`${path}history/${id}`)).json()) as object),
        'the end of the prompt',
      );
    },
  );

  test('the queue and the stop too', async () => {
    const queue = (await (await ada.fetch(`${path}api/%71ueue`)).json()) as object;
    const plain = (await (await ada.fetch(`${path}api/queue`)).json()) as object;
    expect(queue).toEqual(plain);
    const stopped = await ada.fetch(`${path}api/%69nterrupt`, { method: 'POST' });
    expect([stopped.status, stopped.headers.has('x-request-id')]).toEqual([200, true]);
  });

  test('the socket too', async () => {
    const socket = dial(ada, '%77s');
    const [first] = (await once(socket, 'message')) as [Buffer];
    expect((JSON.parse(first.toString()) as { type: string }).type).toBe('status');
    socket.close();
  });

  test('what leaves a folder is refused, and other spellings are no route', async () => {
    const before = await runs();
    const statuses: number[] = [];
    const spellings = ['/api/prompt', 'api/..%2fprompt', 'api/prompt%00', 'api/a%5c..%5cprompt'];
    for (const spelled of [...spellings, 'api//prompt', 'api%2fprompt', 'api/%2570rompt']) {
      statuses.push((await ada.post(path + spelled, prompt)).status);
    }
    expect(statuses).toEqual([400, 400, 400, 400, 404, 404, 404]);
    expect(await runs()).toBe(before);
  });
});

test('after its end the token opens nothing, and open sockets are closed', async () => {
  const socket = dial(ada);
  await once(socket, 'open');
  const closed = once(socket, 'close');
  await ada.end();
  await closed;
  expect((await ada.fetch(path)).status).toBe(403);
  const next = await ada.open();
  expect(next).not.toBe(path);
  expect((await ada.fetch(path)).status).toBe(403);
  expect((await ada.fetch(next)).status).toBe(200);
  await ada.end();
});

test('signing out closes the door', async () => {
  const carl = await WorkspaceVisitor.of(stack);
  const own = await carl.open();
  expect((await carl.fetch(own)).status).toBe(200);
  await carl.fetch('/api/auth/logout', { method: 'POST' });
  await waitFor(async () => (await carl.fetch(own)).status === 403, 'the door to be closed');
});
