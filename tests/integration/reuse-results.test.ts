/** The same run once more, on all of Atelier: no device, the stored result, never another user's. */
import { afterAll, beforeAll, expect, test } from 'vitest';

import { runIdFor, type GenerationId, type UserId } from '@/lib/kernel/ids';

import { ComfyClient } from '../support/comfy-client';
import { invertedUpload, plainPicture } from '../support/graphs';
import { smallPng } from '../support/own-things';
import { startStack, type Stack } from '../support/stack';
import { waitFor } from '../support/wait-for';

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
}, 240_000);
afterAll(() => stack.stop());

async function newClient(): Promise<{ client: ComfyClient; userId: UserId }> {
  const user = await stack.createUser();
  const token = await stack.signIn(user);
  const client = await new ComfyClient(`${stack.url}/studio`, token, 'tab').connect();
  return { client, userId: user.id as UserId };
}

async function runOf(
  { client, userId }: Awaited<ReturnType<typeof newClient>>,
  graph: object,
  extra: Record<string, unknown> = {},
) {
  const { promptId } = await client.submit(graph, extra);
  expect((await client.ended(promptId)).type).toBe('execution_success');
  const run = await stack.db.promptRuns.find(userId, runIdFor(userId, promptId));
  if (run === null) throw new Error('the run is not there');
  return run;
}

test('the same graph gives the stored result at once, in ComfyUI’s words for a full cache', async () => {
  const me = await newClient();
  const first = await runOf(me, plainPicture(0x010203));
  const second = await runOf(me, plainPicture(0x010203));
  expect(first.reusedFrom).toBeNull();
  expect(second).toMatchObject({ reusedFrom: first.id, device: null, outputs: first.outputs });

  const told = await waitFor(() => {
    const heard = me.client.of(second.promptId);
    return heard.at(-1)?.type === 'executing' && heard;
  }, 'the end of the run');
  expect(told.map(({ type }) => type).filter((type) => type !== 'status')).toEqual([
    'execution_start',
    'execution_cached',
    'atelier.reused',
    'executed',
    'execution_success',
    'executing',
  ]);
  expect(told.find(({ type }) => type === 'execution_cached')?.data).toMatchObject({
    nodes: ['1', '9'],
  });
  const history = await me.client.json(`/api/history/${second.promptId}`);
  expect(history).toMatchObject({ [second.promptId]: { outputs: first.outputs } });
  // One picture, however often it was asked for.
  expect(await stack.db.gallery.count(me.userId, {})).toBe(1);
});

test('whoever wants a device gets one: once by a flag, always by a setting', async () => {
  const me = await newClient();
  await runOf(me, plainPicture(0x111));
  const forced = await runOf(me, plainPicture(0x111), { extra_data: { atelier: { force: true } } });
  expect(forced.reusedFrom).toBeNull();
  await me.client.request('/api/settings/Atelier.ReuseResults', { method: 'POST', body: 'false' });
  expect((await runOf(me, plainPicture(0x111))).reusedFrom).toBeNull();
  await me.client.request('/api/settings/Atelier.ReuseResults', { method: 'POST', body: 'true' });
  expect((await runOf(me, plainPicture(0x111))).reusedFrom).not.toBeNull();
});

test('another user’s result is never given', async () => {
  const [one, other] = [await newClient(), await newClient()];
  await runOf(one, plainPicture(0x222));
  expect((await runOf(other, plainPicture(0x222))).reusedFrom).toBeNull();
});

test('a result in the trash, and an input with other content, are run', async () => {
  const me = await newClient();
  const first = await runOf(me, plainPicture(0x333));
  const [made] = await stack.db.generations.listByRun(me.userId, first.id);
  await stack.db.gallery.setDeleted(me.userId, [made?.id as GenerationId], new Date());
  expect((await runOf(me, plainPicture(0x333))).reusedFrom).toBeNull();

  const bring = async (tail: string): Promise<void> => {
    const form = new FormData();
    form.set('image', new Blob([new Uint8Array(await smallPng()), tail]), 'input.png');
    form.set('overwrite', 'true');
    await me.client.json('/api/upload/image', { method: 'POST', body: form });
  };
  await bring('a');
  const graph = invertedUpload('input.png');
  const loaded = await runOf(me, graph);
  expect((await runOf(me, graph)).reusedFrom).toBe(loaded.id);
  await bring('b');
  expect((await runOf(me, graph)).reusedFrom).toBeNull();
});

test('what may differ from run to run is run', async () => {
  const me = await newClient();
  const graph = {
    ...plainPicture(0x444),
    '2': {
      class_type: 'AtelierTimer',
      inputs: { seconds: 0.05, steps: 1, width: 8, height: 8 },
    },
    '10': { class_type: 'SaveImage', inputs: { images: ['2', 0], filename_prefix: 'timed' } },
  };
  expect((await runOf(me, graph)).reuseKey).toBeNull();
  expect((await runOf(me, graph)).reusedFrom).toBeNull();
});
