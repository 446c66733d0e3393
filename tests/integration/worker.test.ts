/** A real worker with the built-in runner: the way of a run, its order of words, and its ends. */
import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';

import sharp from 'sharp';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import type { ComfyMessage } from '@/lib/domain/user-event';
import { uploadIdFor, type UserId } from '@/lib/kernel/ids';
import { uploadKey } from '@/lib/storage/keys';
import {
  faultyPicture,
  invertedUpload,
  savedPicture,
  slowPicture,
} from '@/tests/support/worker-graphs';
import { startWorkerRig, type Heard, type WorkerRig } from '@/tests/support/worker-rig';

let rig: WorkerRig;
beforeAll(async () => {
  rig = await startWorkerRig(inject('services'));
  rig.worker();
});
afterAll(() => rig.stop());

/** ComfyUI's words in the order in which the user's sockets get them. */
function wordsOf(heard: readonly Heard[]): string[] {
  return heard.flatMap((event) => {
    if (event.kind === 'run-message') return [event.message.type];
    return event.kind === 'run-end' ? [`end:${event.message?.type ?? ''}`] : [];
  });
}

function messagesOf(heard: readonly Heard[], type: string): ComfyMessage[] {
  return heard.flatMap((event) =>
    event.kind === 'run-message' && event.message.type === type ? [event.message] : [],
  );
}

const gallery = (user: UserId) => rig.db.gallery.listPage(user, {}, 1, 50);

async function bytesOf(key: string): Promise<Buffer> {
  const object = await rig.store.get(key);
  if (object === null || object === 'not-modified') throw new Error(`no object ${key}`);
  return buffer(object.body);
}

test('a name that a file of another slot has already is given once: the second one says its run’s number', async () => {
  const user = rig.newUser();
  const first = await rig.ended((await rig.submit(user, savedPicture(64, 1, 1))).id);
  const [made] = await rig.db.generations.listByRun(user, first.id);
  // As another slot's folder would have counted: it has the next name already.
  const filename = (made?.filename ?? '').replace('00001', '00002');
  const others = await rig.db.collections.generations.findOne({ _id: made?.id ?? '' });
  const elsewhere = { _id: 'elsewhere', run_id: 'elsewhere', filename };
  await rig.db.collections.generations.insertOne({ ...others, ...elsewhere });

  const heard = await rig.hear(user);
  const second = await rig.ended((await rig.submit(user, savedPicture(65, 1, 1))).id);
  await rig.until('the end', () => wordsOf(heard).at(-1)?.startsWith('end:'));
  const [renamed] = await rig.db.generations.listByRun(user, second.id);
  expect(renamed?.filename).toBe(filename.replace('.png', `-${second.number}.png`));
  const [executed] = messagesOf(heard, 'executed');
  expect(executed?.data['output']).toMatchObject({ images: [{ filename: renamed?.filename }] });
  const { width } = await sharp(await bytesOf(renamed?.s3Key ?? '')).metadata();
  expect(width).toBe(65);
  // The next one of this slot counts on, and keeps its name.
  const third = await rig.ended((await rig.submit(user, savedPicture(66, 1, 1))).id);
  const [kept] = await rig.db.generations.listByRun(user, third.id);
  expect(kept?.filename).toBe(filename.replace('00002', '00003'));
});

test('a run is told in ComfyUI’s order, and its files are stored before they are named', async () => {
  const user = rig.newUser();
  const heard = await rig.hear(user);
  const run = await rig.submit(user, savedPicture(64, 1, 2));
  const done = await rig.ended(run.id);
  await rig.until('the end', () => wordsOf(heard).at(-1)?.startsWith('end:'));

  const words = wordsOf(heard).filter((word) => word !== 'progress_state');
  expect(words).toEqual([
    'execution_start',
    'execution_cached',
    'executing',
    'executing',
    'executed',
    'end:execution_success',
  ]);
  const [executed] = messagesOf(heard, 'executed');
  const images = (executed?.data['output'] as { images: Record<string, string>[] }).images;
  expect(images).toHaveLength(2);
  for (const [index, image] of images.entries()) {
    const generation = (await rig.db.generations.listByRun(user, run.id)).find(
      ({ id }) => id === image['generation'],
    );
    expect(generation).toMatchObject({ index, nodeId: '9', width: 64, height: 64, type: 'output' });
    expect(image['filename']).toBe(generation?.filename);
    const { width, format } = await sharp(await bytesOf(generation?.s3Key ?? '')).metadata();
    expect([width, format]).toEqual([64, 'png']);
  }
  expect(done).toMatchObject({ state: 'succeeded', attempt: 1, error: null, lease: null });
  expect(done.outputs).toEqual({ '9': executed?.data['output'] });
  expect(done.messages.map(([type]) => type)).toEqual([
    'execution_start',
    'execution_cached',
    'execution_success',
  ]);
  expect(done.meta['9']).toEqual({
    node_id: '9',
    display_node: '9',
    parent_node: null,
    real_node_id: '9',
  });
  expect(JSON.stringify(heard)).not.toContain(`"prompt_id":"${run.id}"`);
});

test('pictures carry their workflow, and get thumbnails in several widths after the end', async () => {
  const user = rig.newUser();
  await rig.ended((await rig.submit(user, savedPicture(1000, 2))).id);
  const [generation] = await rig.until('thumbnails', async () => {
    const all = await gallery(user);
    return all[0]?.thumbKey !== null && all.length > 0 && all;
  });
  expect(generation?.thumbs.map(({ width }) => width)).toEqual([320, 640, 1000]);
  for (const { key, width } of generation?.thumbs ?? []) {
    const facts = await sharp(await bytesOf(key)).metadata();
    expect([facts.format, facts.width, facts.height]).toEqual(['webp', width, width]);
  }
  const text = (await bytesOf(generation?.s3Key ?? '')).toString('latin1');
  expect(text).toContain('workflow');
});

test('an upload is staged from its object, inverted, and skipped when it is there already', async () => {
  const user = rig.newUser();
  const picture = await sharp({
    create: { width: 8, height: 8, channels: 3, background: '#000' },
  })
    .png()
    .toBuffer();
  const key = uploadKey(user, createHash('sha256').update(picture).digest('hex'));
  await rig.store.put(key, picture, { contentType: 'image/png' });
  const input = { type: 'input', path: 'sub/dark.png', s3Key: key, bytes: picture.length } as const;
  const graph = invertedUpload('sub/dark.png');
  const first = await rig.ended((await rig.submit(user, graph, { inputs: [input] })).id);
  expect(first.state).toBe('succeeded');
  const [made] = await gallery(user);
  const { dominant } = await sharp(await bytesOf(made?.s3Key ?? '')).stats();
  expect(dominant.r).toBeGreaterThan(240);

  await rig.store.remove([key]);
  const again = await rig.ended((await rig.submit(user, graph, { inputs: [input] })).id);
  expect(again.state).toBe('succeeded');
});

test('what another person gave is staged: documents say whose it is, not its key', async () => {
  const [user, giver] = [rig.newUser(), rig.newUser()];
  const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: '#000' } })
    .png()
    .toBuffer();
  const contentHash = createHash('sha256').update(picture).digest('hex');
  const s3Key = uploadKey(giver, contentHash);
  await rig.store.put(s3Key, picture, { contentType: 'image/png' });
  const file = { type: 'input', subfolder: '', name: 'given.png' } as const;
  await rig.db.uploads.put({
    ...{ id: uploadIdFor(user, 'input', '', 'given.png'), userId: user, ...file, s3Key },
    ...{ contentHash, contentType: 'image/png', bytes: picture.length, createdAt: new Date() },
  });
  const input = { type: 'input', path: 'given.png', s3Key, bytes: picture.length } as const;
  const run = await rig.submit(user, invertedUpload('given.png'), { inputs: [input] });
  expect((await rig.ended(run.id)).state).toBe('succeeded');
});

test.each([
  ['missing', (user: UserId) => uploadKey(user, 'a'.repeat(64)), 'in.png', 'is gone'],
  ['another user’s', () => `comfy/${'f'.repeat(32)}/uploads/x`, 'in.png', 'not one of yours'],
  ['outside', (user: UserId) => uploadKey(user, 'b'.repeat(64)), '../../x.png', 'not one of yours'],
])('an input that is %s fails the run with a sentence, not the worker', async (...args) => {
  const [, keyOf, path, words] = args;
  const user = rig.newUser();
  const input = { type: 'input', path, s3Key: keyOf(user), bytes: 1 } as const;
  const run = await rig.submit(user, invertedUpload('in.png'), { inputs: [input] });
  const failed = await rig.ended(run.id);
  expect(failed).toMatchObject({ state: 'failed', attempt: 1 });
  expect(failed.error?.exceptionMessage).toContain(words);
});

test('a node’s error is final, keeps what was made before, and names no path of this host', async () => {
  const user = rig.newUser();
  const heard = await rig.hear(user);
  const run = await rig.submit(user, faultyPicture('error'));
  const failed = await rig.ended(run.id);
  expect(failed).toMatchObject({
    state: 'failed',
    attempt: 1,
    error: { nodeId: '2', nodeType: 'AtelierFault' },
  });
  await rig.until('the end', () => heard.some(({ kind }) => kind === 'run-end'));
  const end = heard.find(({ kind }) => kind === 'run-end');
  expect(end).toMatchObject({
    state: 'failed',
    message: { type: 'execution_error', data: { prompt_id: run.promptId, node_id: '2' } },
  });
  expect(JSON.stringify([end, failed])).not.toMatch(/\/(work|tmp|home|root|usr)\//);
});

test('a graph that the runner refuses fails with the runner’s words', async () => {
  const user = rig.newUser();
  const run = await rig.submit(user, { '1': { class_type: 'NoSuchNode', inputs: {} } });
  const failed = await rig.ended(run.id);
  expect(failed).toMatchObject({ state: 'failed', attempt: 1 });
  expect(failed.error?.exceptionMessage).not.toBe('');
});

test('a running prompt shows its progress and previews, and stops when its owner says so', async () => {
  const user = rig.newUser();
  const heard = await rig.hear(user);
  const run = await rig.submit(user, slowPicture(30));
  await rig.until('a preview', () => heard.some(({ kind }) => kind === 'preview'));
  await rig.until('kept progress', async () => {
    const { progress_state, executing } = await rig.progress.read(run.id);
    return progress_state?.data['prompt_id'] === run.promptId && executing;
  });
  const [slot] = await rig.until('a busy slot', async () => {
    const slots = await rig.db.slots.listAsSystem();
    return slots[0]?.state === 'busy' && slots;
  });
  expect(slot?.runId).toBe(run.id);

  await rig.db.promptRuns.requestCancel(user, run.id);
  await rig.redis.publish(`${rig.name}:cancel`, run.id);
  const cancelled = await rig.ended(run.id);
  expect(cancelled.state).toBe('cancelled');
  expect(cancelled.messages.at(-1)?.[0]).toBe('execution_interrupted');
  await rig.until('the end', () => wordsOf(heard).at(-1) === 'end:execution_interrupted');
  await rig.until('no progress left', async () => {
    return Object.keys(await rig.progress.read(run.id)).length === 0;
  });
});

test('a cancel is obeyed without Redis too, by the next renewal of the lease', async () => {
  const user = rig.newUser();
  const run = await rig.submit(user, slowPicture(30));
  await rig.running(run.id);
  await rig.db.promptRuns.requestCancel(user, run.id);
  expect((await rig.ended(run.id)).state).toBe('cancelled');
});

test('two users with one prompt id, one graph and one client id get a result each', async () => {
  const users = [rig.newUser(), rig.newUser()];
  const promptId = '11111111-2222-4333-8444-555555555555';
  const heard = await Promise.all(users.map((user) => rig.hear(user)));
  const runs = await Promise.all(
    users.map((user) => rig.submit(user, savedPicture(32, 7), { promptId, clientId: 'same' })),
  );
  for (const [index, run] of runs.entries()) {
    expect((await rig.ended(run.id)).state).toBe('succeeded');
    const user = users[index] as UserId;
    expect(await gallery(user)).toMatchObject([{ userId: user, filename: 'made_00001_.png' }]);
    const foreign = runs[1 - index]?.id ?? '';
    expect(JSON.stringify(heard[index])).not.toContain(foreign);
  }
});

test('the same graph again gives a result of its own', async () => {
  const user = rig.newUser();
  const graph = savedPicture(48, 9);
  const first = await rig.ended((await rig.submit(user, graph)).id);
  const second = await rig.ended((await rig.submit(user, graph)).id);
  expect([first.state, second.state]).toEqual(['succeeded', 'succeeded']);
  const all = await gallery(user);
  expect(all.map(({ runId }) => runId).toSorted()).toEqual([first.id, second.id].toSorted());
  for (const { s3Key } of all) expect((await bytesOf(s3Key)).length).toBeGreaterThan(0);
});

test('fifty prompts at once all succeed, each once', async () => {
  const user = rig.newUser();
  const heard = await rig.hear(user);
  const runs = await Promise.all(
    Array.from({ length: 50 }, (_, index) => rig.submit(user, savedPicture(16, index))),
  );
  for (const run of runs) expect((await rig.ended(run.id)).state).toBe('succeeded');
  expect(await rig.db.gallery.count(user, {})).toBe(50);
  await rig.until('all ends', () => heard.filter(({ kind }) => kind === 'run-end').length >= 50);
  expect(heard.filter(({ kind }) => kind === 'run-end')).toHaveLength(50);
});
