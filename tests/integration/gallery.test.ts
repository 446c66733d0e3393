/** The gallery's lists and acts on a real database, object store and Redis. */
import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, beforeEach, expect, inject, test } from 'vitest';

import type { GalleryFilter } from '@/lib/domain/gallery-filter';
import { TAGS_MAX, type Generation } from '@/lib/domain/generation';
import { changeGenerations, type GalleryAct } from '@/lib/features/gallery/change-generations';
import {
  countHistory,
  listHistory,
  listHistorySlice,
  type HistoryDeps,
} from '@/lib/features/gallery/list-history';
import { listFacets } from '@/lib/features/gallery/list-facets';
import { SETTINGS_DEFAULTS } from '@/lib/domain/settings';
import { removeExpiredGenerations } from '@/lib/features/generations/remove-expired';
import type { GenerationId } from '@/lib/kernel/ids';

import { startHttpRig, type HttpRig, type HttpUser } from '../support/http-rig';
import { makeGeneration } from '../support/make-generation';

let rig: HttpRig;
let ada: HttpUser;
let bob: HttpUser;
beforeAll(async () => {
  rig = await startHttpRig(inject('services'));
});
afterAll(() => rig.stop());
beforeEach(async () => {
  [ada, bob] = await Promise.all([rig.user(), rig.user()]);
});

const deps = (): HistoryDeps => ({
  gallery: rig.db.gallery,
  counts: rig.web.counts,
  urls: rig.web.urls,
});
const callerOf = async (user: HttpUser) => {
  const caller = await rig.web.authenticator.fromBearer(user.token);
  if (caller === null) throw new Error('not signed in');
  return caller;
};
const DAY = Date.UTC(2026, 4, 1);

async function record(
  user: HttpUser,
  filename: string,
  more: Partial<Generation> = {},
): Promise<Generation> {
  const generation = makeGeneration(user.user.id, filename, more);
  await rig.db.generations.put(generation);
  return generation;
}

/** All of a list by its cursors, as file names. */
async function names(user: HttpUser, filter: GalleryFilter = {}, pageSize = 3): Promise<string[]> {
  const caller = await callerOf(user);
  const found: string[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const slice = await listHistorySlice(deps(), caller, filter, cursor, pageSize);
    found.push(...slice.items.map(({ filename }) => filename));
    cursor = slice.next;
  }
  return found;
}

async function act(user: HttpUser, ids: readonly string[], what: GalleryAct) {
  const { db, store, publisher } = rig;
  const caller = await callerOf(user);
  return changeGenerations(
    { gallery: db.gallery, store, publisher },
    caller,
    ids as GenerationId[],
    what,
  );
}

test('a list goes on by cursor without a gap or a repetition, also within one millisecond', async () => {
  const wanted: string[] = [];
  for (let index = 0; index < 10; index += 1) {
    // Three at a time are made in the same millisecond.
    const createdAt = new Date(DAY + Math.floor(index / 3));
    const { id } = await record(ada, `${index}.png`, { createdAt });
    wanted.push(`${createdAt.getTime()} ${id} ${index}.png`);
  }
  const newestFirst = wanted
    .sort()
    .reverse()
    .map((one) => one.split(' ')[2]);
  expect(await names(ada)).toEqual(newestFirst);
  expect(await names(bob)).toEqual([]);

  const caller = await callerOf(ada);
  const second = await listHistory(deps(), caller, {}, 2, 4);
  expect(second.items.map(({ filename }) => filename)).toEqual(newestFirst.slice(4, 8));
  expect(second).toMatchObject({ page: 2, pageSize: 4, total: 10, hasMore: true });
  const rest = await listHistorySlice(deps(), caller, {}, second.next ?? '', 4);
  expect(rest.items.map(({ filename }) => filename)).toEqual(newestFirst.slice(8));
  expect(rest.next).toBeNull();
});

test('a cursor that is none is refused', async () => {
  const caller = await callerOf(ada);
  for (const cursor of ['x', 'MTIz', Buffer.from('1.zz').toString('base64url')]) {
    await expect(listHistorySlice(deps(), caller, {}, cursor)).rejects.toMatchObject({
      code: 'invalid_input',
    });
  }
});

test('words of prompts and file names are found by their beginning while they are typed', async () => {
  await record(ada, 'landscape_00012_.png', { prompt: 'A red Fox in deep snow' });
  await record(ada, 'portrait.png', { prompt: 'a red house, naïve style' });
  await record(ada, 'cat.png', { prompt: '一只红色的猫咪在雪地里' });
  await record(bob, 'other.png', { prompt: 'a red fox' });
  const search = (typed: string) => names(ada, { search: typed });
  expect(await search('red')).toEqual(['portrait.png', 'landscape_00012_.png']);
  expect(await search('RED fo')).toEqual(['landscape_00012_.png']);
  expect(await search('fo red')).toEqual([]);
  expect(await search('00012')).toEqual(['landscape_00012_.png']);
  expect(await search('naive')).toEqual(['portrait.png']);
  expect(await search('红色')).toEqual(['cat.png']);
  expect(await search('红猫')).toEqual([]);
  expect(await search('猫')).toEqual(['cat.png']);
  expect(await search('.* $ne [')).toHaveLength(0);
  expect(await search('?! ')).toHaveLength(3);
});

test('each filter lets through what it says, and they work together', async () => {
  const at = (day: number) => new Date(DAY + day * 86_400_000);
  await record(ada, 'a.png', { createdAt: at(1), models: ['sdxl'], workflowId: 'one' });
  await record(ada, 'b.mp4', { createdAt: at(2), mediaType: 'video', workflowId: 'one' });
  await record(ada, 'c.png', { createdAt: at(3), favourite: true, tags: ['cats', 'best'] });
  const only = (filter: GalleryFilter) => names(ada, filter);
  expect(await only({ model: 'sdxl' })).toEqual(['a.png']);
  expect(await only({ mediaType: 'video' })).toEqual(['b.mp4']);
  expect(await only({ workflowId: 'one' })).toEqual(['b.mp4', 'a.png']);
  expect(await only({ workflowId: 'one', mediaType: 'image' })).toEqual(['a.png']);
  expect(await only({ favourite: true })).toEqual(['c.png']);
  expect(await only({ tag: 'best' })).toEqual(['c.png']);
  expect(await only({ from: at(2) })).toEqual(['c.png', 'b.mp4']);
  expect(await only({ from: at(2), until: at(3) })).toEqual(['b.mp4']);
  expect(await only({ search: 'png', favourite: true })).toEqual(['c.png']);
  const caller = await callerOf(ada);
  expect(await countHistory(deps(), caller, { workflowId: 'one' })).toBe(2);
  expect(await listFacets(rig.db, caller)).toEqual({
    tags: ['best', 'cats'],
    models: [{ value: 'sdxl', count: 1 }],
    workflows: [],
  });
});

test('acts change the caller’s own only, and name what they did not find', async () => {
  const mine = await record(ada, 'mine.png');
  const theirs = await record(bob, 'theirs.png');
  const both = [mine.id, theirs.id];
  for (const what of [
    { act: 'favourite' },
    { act: 'tag', tag: 'x' },
    { act: 'trash' },
  ] as const satisfies GalleryAct[]) {
    expect(await act(ada, both, what)).toEqual({ changed: [mine.id], missing: [theirs.id] });
  }
  expect(await rig.db.generations.find(bob.user.id, theirs.id)).toMatchObject({
    ...{ favourite: false, tags: [], deletedAt: null },
  });
  expect(await names(ada)).toEqual([]);
  expect(await names(ada, { trash: true })).toEqual(['mine.png']);
  // What lies in the trash is not changed there, and goes for ever only from there.
  expect(await act(ada, [mine.id], { act: 'favourite' })).toMatchObject({ changed: [] });
  expect(await act(bob, [theirs.id], { act: 'remove' })).toMatchObject({ changed: [] });
  await act(ada, both, { act: 'restore' });
  expect(await rig.db.generations.find(ada.user.id, mine.id)).toMatchObject({
    ...{ favourite: true, tags: ['x'], deletedAt: null },
  });
  await act(ada, [mine.id], { act: 'untag', tag: 'x' });
  await act(ada, [mine.id], { act: 'unfavourite' });
  expect(await rig.db.generations.find(ada.user.id, mine.id)).toMatchObject({
    ...{ favourite: false, tags: [] },
  });
});

test('a generation takes so many tags and no more', async () => {
  const { id } = await record(ada, 'tagged.png');
  for (let index = 0; index < TAGS_MAX + 3; index += 1) {
    await act(ada, [id], { act: 'tag', tag: `t${index}` });
  }
  expect((await rig.db.generations.find(ada.user.id, id))?.tags).toHaveLength(TAGS_MAX);
});

test('a step that is repeated keeps marks, thumbnails and the trash', async () => {
  const made = await record(ada, 'again.png');
  await rig.db.generations.setThumbnails(
    ada.user.id,
    made.id,
    [{ width: 8, height: 8, key: 'thumb' }],
    { thumbHash: 'hash' },
  );
  await act(ada, [made.id], { act: 'favourite' });
  await act(ada, [made.id], { act: 'tag', tag: 'kept' });
  await rig.db.generations.put(made);
  expect(await rig.db.generations.find(ada.user.id, made.id)).toMatchObject({
    ...{ favourite: true, tags: ['kept'], thumbHash: 'hash', thumbKey: 'thumb' },
  });
});

test('what goes for ever takes its objects along, but none that another result names', async () => {
  const contentType = 'image/png';
  const first = await record(ada, 'first.png', { thumbs: [{ width: 8, height: 8, key: 'k1' }] });
  const lone = await record(ada, 'lone.png');
  const second = await record(ada, 'second.png', { s3Key: first.s3Key });
  for (const key of [first.s3Key, lone.s3Key, 'k1']) {
    await rig.store.put(key, Buffer.from('abc'), { contentType });
  }
  await act(ada, [first.id, lone.id], { act: 'trash' });
  await act(ada, [first.id, lone.id], { act: 'remove' });
  expect(await rig.db.generations.find(ada.user.id, first.id)).toBeNull();
  expect(await rig.store.head(lone.s3Key)).toBeNull();
  expect(await rig.store.head(first.s3Key)).not.toBeNull();
  await act(ada, [second.id], { act: 'trash' });
  const { store } = rig;
  const { generations, gallery, storage } = rig.db;
  const inTwoMonths = new Date(Date.now() + 60 * 86_400_000);
  await removeExpiredGenerations(
    { store, generations, gallery, storage },
    SETTINGS_DEFAULTS,
    inTwoMonths,
  );
  expect(await rig.store.head(first.s3Key)).toBeNull();
  expect(await rig.db.generations.find(ada.user.id, second.id)).toBeNull();
});

test('what is being removed for ever cannot be restored without its object', async () => {
  const made = await record(ada, 'going.png');
  await rig.store.put(made.s3Key, Buffer.from('abc'), { contentType: 'image/png' });
  await act(ada, [made.id], { act: 'trash' });
  let restored: Awaited<ReturnType<typeof act>> | undefined;
  const store = {
    async remove(keys: readonly string[]) {
      restored = await act(ada, [made.id], { act: 'restore' });
      await rig.store.remove(keys);
    },
  };
  const { gallery } = rig.db;
  await changeGenerations(
    { gallery, store, publisher: rig.publisher },
    await callerOf(ada),
    [made.id],
    { act: 'remove' },
  );
  expect(restored).toEqual({ changed: [], missing: [made.id] });
  expect(await rig.store.head(made.s3Key)).toBeNull();
  expect(await rig.db.generations.find(ada.user.id, made.id)).toBeNull();
});

test('a temporary result stays while a run that is not over reads it', async () => {
  const createdAt = new Date(Date.now() - 30 * 86_400_000);
  const [read, old] = [
    await record(ada, 'read.png', { type: 'temp', createdAt }),
    await record(ada, 'old.png', { type: 'temp', createdAt }),
  ];
  const runId = randomUUID();
  await rig.db.collections.promptRuns.insertOne({
    _id: runId,
    user_id: ada.user.id,
    state: 'queued',
    inputs: [{ s3Key: read.s3Key }],
  });
  const { generations, gallery, storage } = rig.db;
  const round = () =>
    removeExpiredGenerations(
      { store: rig.store, generations, gallery, storage },
      SETTINGS_DEFAULTS,
      new Date(),
    );
  await round();
  expect(await generations.find(ada.user.id, old.id)).toBeNull();
  expect(await generations.find(ada.user.id, read.id)).not.toBeNull();
  await rig.db.collections.promptRuns.deleteOne({ _id: runId, user_id: ada.user.id });
  await round();
  expect(await generations.find(ada.user.id, read.id)).toBeNull();
});

test('the count is right after every change', async () => {
  const caller = await callerOf(ada);
  const total = async () => (await listHistory(deps(), caller, {}, 1)).total;
  expect(await total()).toBe(0);
  const made = await record(ada, 'counted.png');
  rig.publisher.publish(ada.user.id, {
    ...{ kind: 'generation', change: 'created', generationId: made.id },
  });
  expect(await total()).toBe(1);
  expect(await total()).toBe(1);
  await act(ada, [made.id], { act: 'trash' });
  expect(await total()).toBe(0);
  await act(ada, [made.id], { act: 'restore' });
  expect(await total()).toBe(1);
});

test('generations of earlier versions are shown, and found once the janitor was there', async () => {
  const made = await record(ada, 'old_one.png', { prompt: 'ancient tree' });
  const newer = [
    'terms',
    'favourite',
    'tags',
    'models',
    'seeds',
    'thumb_hash',
    'excerpt',
    'device',
  ];
  const unset = Object.fromEntries(newer.map((name) => [name, '']));
  await rig.db.collections.generations.updateOne({ _id: made.id }, { $unset: unset });
  expect(await rig.db.generations.find(ada.user.id, made.id)).toMatchObject({
    ...{ favourite: false, tags: [], models: [], seeds: [], thumbHash: null, device: null },
  });
  expect(await names(ada, { search: 'ancient' })).toEqual([]);
  expect(await rig.db.generations.addTermsAsSystem(10)).toBe(1);
  expect(await rig.db.generations.addTermsAsSystem(10)).toBe(0);
  expect(await names(ada, { search: 'ancient' })).toEqual(['old_one.png']);
  await act(ada, [made.id], { act: 'tag', tag: 'now' });
  expect(await names(ada, { tag: 'now' })).toEqual(['old_one.png']);
});
