/** The protocol over a real port, as the worker and ComfyUI's clients speak it. */
import { access, rm } from 'node:fs/promises';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import type { Graph } from '@/lib/domain/prompt-run';
import { RunnerClient, startTestRunner, type TestRunner } from '@/tests/support/runner-client';
import { waitFor } from '@/tests/support/wait-for';

let runner: TestRunner;
const clients: RunnerClient[] = [];

beforeAll(async () => {
  runner = await startTestRunner();
});
afterAll(async () => {
  for (const client of clients) client.close();
  await runner.close();
});

async function connect(
  tenant: string,
  clientId?: string,
  flags?: object | null,
): Promise<RunnerClient> {
  const client = new RunnerClient(runner.url, tenant, clientId);
  clients.push(client);
  return client.connect(flags);
}

const simple = (color: number): Graph => ({
  1: { class_type: 'EmptyImage', inputs: { width: 8, height: 8, batch_size: 1, color } },
  2: { class_type: 'SaveImage', inputs: { images: ['1', 0], filename_prefix: 'x' } },
});
const timed = (seconds: number, steps: number): Graph => ({
  1: { class_type: 'AtelierTimer', inputs: { seconds, steps, width: 32, height: 32 } },
  2: { class_type: 'PreviewImage', inputs: { images: ['1', 0] } },
});

test('a socket is greeted with its id, and flags are answered', async () => {
  const client = await connect('greeted', 'my-id');
  expect(client.received).toEqual([
    { type: 'status', data: { status: { exec_info: { queue_remaining: 0 } }, sid: 'my-id' } },
    { type: 'feature_flags', data: { supports_preview_metadata: true, max_upload_size: 2 ** 20 } },
  ]);
});

test("a prompt's messages come in ComfyUI's order", async () => {
  const client = await connect('order');
  const promptId = await client.run(simple(1));
  await waitFor(() => client.received.at(-1)?.data['node'] === null, 'the last message');
  expect(client.received.slice(2).map(({ type }) => type)).toEqual([
    'status',
    'status',
    'execution_start',
    'execution_cached',
    'progress_state',
    'executing',
    'progress_state',
    'progress_state',
    'executing',
    'executed',
    'progress_state',
    'execution_success',
    'status',
    'executing',
  ]);
  const saved = { filename: 'x_00001_.png', subfolder: '', type: 'output' };
  expect(client.dataOf('executed')).toEqual([
    { node: '2', display_node: '2', output: { images: [saved] }, prompt_id: promptId },
  ]);
  const entry = (await client.json<Record<string, object>>(`/history/${promptId}`))[promptId];
  expect(entry).toMatchObject({
    outputs: { 2: { images: [saved] } },
    status: { status_str: 'success', completed: true },
    meta: { 2: { node_id: '2', display_node: '2', parent_node: null, real_node_id: '2' } },
  });
});

test('previews have the form and the place that the socket asked for', async () => {
  const modern = await connect('previews');
  const old = await connect('previews', modern.clientId, null);
  const promptId = await modern.run(timed(0.05, 2));
  const step = ['progress_state', 'binary 4', 'progress'];
  expect(modern.types().slice(2, 10)).toEqual(['progress_state', 'executing', ...step, ...step]);
  await old.receives('execution_success');
  expect(old.types().slice(4, 7)).toEqual(['progress_state', 'progress', 'binary 1']);
  const frame = modern.received.find(({ type }) => type === 'binary 4')?.frame as Buffer;
  const length = frame.readUInt32BE(4);
  expect(JSON.parse(frame.toString('utf8', 8, 8 + length))).toEqual({
    node_id: '1',
    prompt_id: promptId,
    display_node_id: '1',
    parent_node_id: null,
    real_node_id: '1',
    image_type: 'image/jpeg',
  });
  expect(frame.subarray(8 + length, 10 + length)).toEqual(Buffer.from([0xff, 0xd8]));
});

test('the same graph again comes from the cache, unless its file was taken away', async () => {
  const client = await connect('cache');
  await client.run(simple(2));
  await client.run(simple(2));
  expect(client.dataOf('execution_cached').map(({ nodes }) => nodes)).toEqual([[], ['1', '2']]);
  expect(client.dataOf('executed')[1]).toEqual({
    ...client.dataOf('executed')[0],
    prompt_id: expect.any(String) as string,
  });
  const file = path.join(runner.root, 'cache', 'output', 'x_00001_.png');
  await rm(file);
  await client.run(simple(2));
  expect(client.dataOf('execution_cached')[2]?.['nodes']).toEqual(['1']);
  await access(file);
});

test('an interrupt ends the node that runs, and not the next prompt', async () => {
  const client = await connect('interrupt');
  const first = await client.submit(timed(60, 10));
  const second = await client.submit(simple(3));
  await client.receives('executing');
  await client.post('/interrupt', { prompt_id: second });
  await client.post('/interrupt', { prompt_id: first });
  await client.finished(second);
  expect(client.dataOf('execution_interrupted')).toMatchObject([
    { prompt_id: first, node_id: '1', node_type: 'AtelierTimer', executed: [] },
  ]);
  const history = await client.json<Record<string, { status: object }>>('/history');
  expect(history[first]?.status).toMatchObject({ status_str: 'error', completed: false });
  expect(history[second]?.status).toMatchObject({ status_str: 'success' });
});

test('a waiting prompt can be taken out, and the front overtakes', async () => {
  const client = await connect('queue');
  const running = await client.submit(timed(60, 10));
  const taken = await client.submit(simple(4));
  const last = await client.submit(simple(5));
  const front = await client.submit(simple(6), { front: true });
  await client.post('/queue', { delete: [taken, 'unknown'] });
  const queue = await client.json<Record<string, unknown[][]>>('/queue');
  expect(queue['queue_running']?.map((item) => item[1])).toEqual([running]);
  expect(queue['queue_pending']?.map((item) => item[1])).toEqual([front, last]);
  await client.fetch('/api/interrupt', { method: 'POST' });
  await client.finished(last);
  expect(Object.keys(await client.json('/history'))).toEqual([running, front, last]);
});

test('tenants see nothing of each other; the worker hears all that it submitted', async () => {
  const slot = await connect('system', 'slot-1');
  const alice = new RunnerClient(runner.url, 'alice', 'slot-1');
  const bob = await connect('bob', 'slot-1');
  const promptId = await alice.run(simple(7));
  await slot.receives('execution_success');
  expect(slot.dataOf('executed')).toMatchObject([{ prompt_id: promptId }]);
  expect(bob.types()).toEqual([]);
  expect(await bob.json('/history')).toEqual({});
  expect(await bob.json(`/history/${promptId}`)).toEqual({});
  expect((await bob.fetch('/view?filename=x_00001_.png')).status).toBe(404);
  expect((await alice.fetch('/view?filename=x_00001_.png')).status).toBe(200);
  await bob.post('/history', { clear: true });
  expect(Object.keys(await alice.json('/history'))).toEqual([promptId]);
  // The same graph is made anew, in the other tenant's folder.
  await bob.run(simple(7));
  expect(bob.dataOf('execution_cached')).toMatchObject([{ nodes: [] }]);
  await access(path.join(runner.root, 'bob', 'output', 'x_00001_.png'));
  const reused = await bob.post('/prompt', { prompt: simple(8), prompt_id: promptId });
  expect(reused.status).toBe(409);
});

test("another tenant's prompt cannot be interrupted or taken out", async () => {
  const carol = await connect('carol');
  const dave = await connect('dave');
  const running = await carol.submit(timed(0.4, 4));
  const waiting = await carol.submit(simple(9));
  await carol.receives('executing');
  await dave.fetch('/interrupt', { method: 'POST' });
  await dave.post('/interrupt', { prompt_id: running });
  await dave.post('/queue', { clear: true, delete: [waiting] });
  expect(await dave.json('/queue')).toEqual({ queue_running: [], queue_pending: [] });
  expect(await dave.json('/prompt')).toEqual({ exec_info: { queue_remaining: 0 } });
  await carol.finished(waiting);
  expect(carol.dataOf('execution_success')).toHaveLength(2);
});

test('what a node throws is told in full, without paths of the machine', async () => {
  const client = await connect('failing');
  const promptId = await client.run({
    1: { class_type: 'AtelierFault', inputs: { mode: 'oom', seconds: 0 } },
    2: { class_type: 'PreviewImage', inputs: { images: ['1', 0] } },
  });
  await client.receives('execution_error');
  expect(client.dataOf('execution_error')).toEqual([
    {
      prompt_id: promptId,
      node_id: '1',
      node_type: 'AtelierFault',
      executed: [],
      exception_message: expect.stringMatching(/out of memory[^]*TIPS/) as string,
      exception_type: 'torch.OutOfMemoryError',
      traceback: ['  Node 1, class AtelierFault\n'],
      current_inputs: { mode: ['oom'], seconds: [0] },
      current_outputs: ['1', '2'],
      timestamp: expect.any(Number) as number,
    },
  ]);
});

test('faults: malformed text, and silence', async () => {
  const client = await connect('faulty');
  const fault = (mode: string): Graph => ({
    1: { class_type: 'AtelierFault', inputs: { mode, seconds: 0 } },
    2: { class_type: 'PreviewImage', inputs: { images: ['1', 0] } },
  });
  await client.run(fault('wrong-json'));
  expect(client.types()).toContain('malformed');
  const before = client.types().length;
  await client.run(fault('silent'));
  expect(client.types().slice(before)).toEqual([
    'execution_start',
    'execution_cached',
    'progress_state',
    'executing',
  ]);
});
