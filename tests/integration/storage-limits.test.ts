/** Quota, retention and objects without a document, with a real database and object store. */
import { createHash, randomUUID } from 'node:crypto';

import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import { freePort } from '@/embedded/ports.mjs';
import { limitsOf } from '@/lib/domain/limits';
import { removeForEver } from '@/lib/features/generations/remove-objects';
import { retireOldResults } from '@/lib/features/generations/retire-old-results';
import { createOrphanChore, type OrphanRules } from '@/lib/features/storage/remove-orphans';
import { removeExpiredUploads } from '@/lib/features/uploads/remove-expired-uploads';
import { runIdFor, type UserId } from '@/lib/kernel/ids';
import { createLogger } from '@/lib/kernel/log';
import { outputKey, thumbnailKey, tmpUploadKey, uploadKey } from '@/lib/storage/keys';
import { createObjectStore } from '@/lib/storage/s3';

import { plainPicture } from '../support/graphs';
import { startHttpRig, type HttpRig, type HttpUser } from '../support/http-rig';
import { makeGeneration } from '../support/make-generation';

const log = createLogger('test', 'silent');
const NO_LIMITS = limitsOf('admin', {});
const HOUR_MS = 3_600_000;
let rig: HttpRig;

beforeAll(async () => {
  rig = await startHttpRig(inject('services'));
});
afterAll(() => rig.stop());

async function limitedTo(storageBytesMax: number): Promise<HttpUser> {
  const user = await rig.user();
  await rig.db.collections.users.updateOne(
    { _id: user.user.id },
    { $set: { limits: { storageBytesMax } } },
  );
  return user;
}

const upload = (user: HttpUser, bytes: number, name = `${randomUUID()}.bin`): Promise<Response> => {
  const body = new FormData();
  const content = createHash('sha256').update(name).digest();
  body.set('image', new Blob([content, new Uint8Array(bytes - content.byteLength)]), name);
  return user.fetch('/studio/api/upload/image', { method: 'POST', body });
};

async function put(key: string, content = 'x'): Promise<string> {
  await rig.store.put(key, Buffer.from(content), { contentType: 'text/plain' });
  return key;
}
const isThere = async (key: string): Promise<boolean> => (await rig.store.head(key)) !== null;

test('an upload that does not fit is refused with the numbers, and fits after a deletion', async () => {
  const user = await limitedTo(10_000);
  expect((await upload(user, 6_000, 'first.bin')).status).toBe(200);
  const refused = await upload(user, 5_000);
  expect(refused.status).toBe(403);
  const { error } = (await refused.json()) as { error: { type: string; message: string } };
  expect(error.type).toBe('quota_exceeded');
  expect(error.message).toContain('6.0 kB of 10.0 kB are used, and this needs 5.0 kB');
  expect((await upload(user, 3_000, 'second.bin')).status).toBe(200);
  expect(await rig.web.storage.read({ userId: user.user.id, limits: NO_LIMITS })).toMatchObject({
    used: 9_000,
  });
  await rig.db.collections.uploads.deleteMany({ user_id: user.user.id });
  expect((await upload(user, 5_000)).status).toBe(200);
});

test('saved files take their place too, and one that does not grow can always be saved', async () => {
  const user = await limitedTo(10_000);
  const save = (name: string, bytes: number): Promise<Response> =>
    user.fetch(`/studio/api/userdata/${name}`, { method: 'POST', body: new Uint8Array(bytes) });
  expect((await save('first.json', 6_000)).status).toBe(200);
  const refused = await save('second.json', 5_000);
  expect(refused.status).toBe(403);
  const { error } = (await refused.json()) as { error: { type: string; message: string } };
  expect(error.type).toBe('quota_exceeded');
  expect(error.message).toContain('6.0 kB of 10.0 kB are used, and this needs 5.0 kB');
  expect((await upload(user, 5_000)).status).toBe(403);
  expect((await upload(user, 4_000)).status).toBe(200);
  expect(await (await user.fetch('/api/account/storage')).json()).toMatchObject({
    ...{ used: 10_000, uploads: 4_000, files: 6_000 },
  });
  expect((await save('first.json', 6_000)).status).toBe(200);
  expect((await save('first.json', 6_001)).status).toBe(403);
  expect((await save('first.json', 100)).status).toBe(200);
});

test('a full store refuses a run before it is written; the trash counts until it is emptied', async () => {
  const user = await limitedTo(1_000);
  const { id: userId } = user.user;
  const generation = makeGeneration(userId, 'big.png', { bytes: 1_500 });
  await rig.db.generations.put(generation);
  const run = () => user.post('/prompt', { prompt: plainPicture(1) });
  const refused = await run();
  expect(refused.status).toBe(403);
  expect(await refused.text()).toContain('1.5 kB of 1.0 kB are used');
  expect(await rig.db.promptRuns.list(userId, { states: ['queued'], limit: 5 })).toEqual([]);

  await rig.db.gallery.setDeleted(userId, [generation.id], new Date());
  expect(await (await run()).text()).toContain('1.5 kB of it are in the trash');
  await removeForEver({ gallery: rig.db.gallery, store: rig.store }, userId, [generation.id]);
  // No runner is there: the next refusal is about that.
  expect((await run()).status).toBe(503);
});

test('what the store did not let go can be restored', async () => {
  const { id: userId } = (await rig.user()).user;
  const generation = makeGeneration(userId, 'stays.png', { deletedAt: new Date() });
  await rig.db.generations.put(generation);
  const nobodyListens = `http://127.0.0.1:${await freePort()}`;
  const store = createObjectStore({ ...rig.web.env, S3_ENDPOINT: nobodyListens });
  await expect(
    removeForEver({ gallery: rig.db.gallery, store }, userId, [generation.id]),
  ).rejects.toMatchObject({ code: 'unavailable' });
  store.close();
  await rig.db.gallery.setDeleted(userId, [generation.id], null);
  expect(await rig.db.generations.find(userId, generation.id)).toMatchObject({ deletedAt: null });
});

const chore = (rules: Partial<OrphanRules> = {}): Promise<number> =>
  createOrphanChore(
    { store: rig.store, storage: rig.db.storage, shares: rig.db.shares, log },
    { mode: 'remove', graceMs: HOUR_MS, ...rules },
  )(new Date(Date.now() + 2 * HOUR_MS));

test('objects without a document go after the time of grace; what anything names stays', async () => {
  const { id: userId } = (await rig.user()).user;
  const runId = runIdFor(userId, randomUUID());
  const place = { userId, id: runId, createdAt: new Date(), claims: 1 };
  const kept = makeGeneration(userId, 'kept.png', {
    s3Key: outputKey(place, '9', 'kept.png'),
  });
  const trashed = makeGeneration(userId, 'trashed.png', {
    s3Key: outputKey(place, '9', 'trashed.png'),
    deletedAt: new Date(),
  });
  for (const one of [kept, trashed]) await rig.db.generations.put(one);
  const named = [
    await put(kept.s3Key),
    await put(trashed.s3Key),
    await put(thumbnailKey(userId, kept.id, 320)),
    await put('comfy/notes-of-somebody.txt'),
    await put(`comfy/${userId}/another/layout`),
  ];
  const orphans = [
    await put(outputKey(place, '9', 'lost.png')),
    await put(thumbnailKey(userId, 'f'.repeat(32) as typeof kept.id, 320)),
    await put(uploadKey(userId, 'a'.repeat(64))),
  ];
  // Given to another person: the key still says whose it was.
  await rig.db.collections.generations.updateOne(
    { _id: kept.id },
    { $set: { user_id: '0'.repeat(32) } },
  );

  expect(await chore({ graceMs: 3 * HOUR_MS })).toBe(0);
  expect(await chore({ mode: 'off' })).toBe(0);
  expect(await chore({ mode: 'log' })).toBeGreaterThanOrEqual(orphans.length);
  for (const key of orphans) expect(await isThere(key), key).toBe(true);

  expect(await chore()).toBeGreaterThanOrEqual(orphans.length);
  for (const key of named) expect(await isThere(key), key).toBe(true);
  for (const key of orphans) expect(await isThere(key), key).toBe(false);
});

const tmpUpload = async (user: HttpUser, name: string): Promise<string> => {
  const body = new FormData();
  body.set('file', new Blob([name]), name);
  const answer = await user.fetch('/api/upload/tmp', { method: 'POST', body });
  expect(answer.status).toBe(200);
  return tmpUploadKey(user.user.id, createHash('sha256').update(name).digest('hex'));
};

test('temporary material goes with its time, and stays while a run reads it', async () => {
  const user = await rig.user();
  const [read, old] = [await tmpUpload(user, 'read.txt'), await tmpUpload(user, 'old.txt')];
  await rig.db.collections.promptRuns.insertOne({
    _id: randomUUID(),
    user_id: user.user.id,
    state: 'queued',
    inputs: [{ s3Key: read }],
  });
  const { uploads, storage } = rig.db;
  const deps = { uploads, storage, store: rig.store };
  await removeExpiredUploads(deps, new Date(Date.now() - HOUR_MS));
  expect(await isThere(old)).toBe(true);
  await removeExpiredUploads(deps, new Date(Date.now() + HOUR_MS));
  expect(await isThere(old)).toBe(false);
  expect(await isThere(read)).toBe(true);
  const stays = await rig.db.uploads.findByName(user.user.id, 'input', 'tmp', 'read.txt');
  expect(stays?.s3Key).toBe(read);
});

const fileOf = (user: HttpUser, name: string) =>
  rig.db.uploads.findByName(user.user.id, 'input', 'tmp', name);

test('temporary material that is brought again lasts as long as if it were new', async () => {
  const user = await rig.user();
  const key = await tmpUpload(user, 'again.txt');
  const age = (hours: number) =>
    rig.db.collections.uploads.updateOne(
      { user_id: user.user.id, s3_key: key },
      { $set: { created_at: new Date(Date.now() - hours * HOUR_MS) } },
    );
  await age(48);
  const stale = await fileOf(user, 'again.txt');
  await tmpUpload(user, 'again.txt');
  const { uploads, storage } = rig.db;
  await removeExpiredUploads(
    { uploads, storage, store: rig.store },
    new Date(Date.now() - HOUR_MS),
  );
  expect(await isThere(key)).toBe(true);
  // The janitor may have read it before it was brought again.
  expect(await uploads.removeUnchangedAsSystem(stale === null ? [] : [stale])).toBe(0);
  const renewed = await fileOf(user, 'again.txt');
  expect(await uploads.removeUnchangedAsSystem(renewed === null ? [] : [renewed])).toBe(1);
});

test('files that stay in a folder named tmp do not keep temporary material there', async () => {
  const user = await rig.user();
  const createdAt = new Date(Date.now() - 72 * HOUR_MS);
  const document = (await rig.db.collections.uploads.findOne({})) ?? { _id: '' };
  await rig.db.collections.uploads.insertMany(
    Array.from({ length: 600 }, (_, index) => ({
      ...document,
      _id: randomUUID(),
      ...{ user_id: user.user.id, subfolder: 'tmp', name: `${index}`, created_at: createdAt },
      s3_key: uploadKey(user.user.id, 'b'.repeat(64)),
    })),
  );
  const old = await tmpUpload(user, 'behind.txt');
  await rig.db.collections.uploads.updateOne(
    { user_id: user.user.id, s3_key: old },
    { $set: { created_at: new Date(Date.now() - 48 * HOUR_MS) } },
  );
  const { uploads, storage } = rig.db;
  await removeExpiredUploads(
    { uploads, storage, store: rig.store },
    new Date(Date.now() - HOUR_MS),
  );
  expect(await isThere(old)).toBe(false);
  expect(await uploads.list(user.user.id, 'input', 1_000)).toHaveLength(600);
});

test('old results go to the trash where an installation wants it, favourites stay', async () => {
  const userId: UserId = (await rig.user()).user.id;
  const createdAt = new Date(Date.now() - 10 * HOUR_MS);
  const old = makeGeneration(userId, 'old.png', { createdAt });
  const loved = makeGeneration(userId, 'loved.png', { createdAt, favourite: true });
  const young = makeGeneration(userId, 'young.png');
  for (const one of [old, loved, young]) await rig.db.generations.put(one);
  const deps = { generations: rig.db.generations, publisher: rig.publisher };
  await retireOldResults(deps, new Date(Date.now() - HOUR_MS), new Date());
  const deleted = await Promise.all(
    [old, loved, young].map(async ({ id }) => {
      const found = await rig.db.generations.find(userId, id);
      return found !== null && found.deletedAt !== null;
    }),
  );
  expect(deleted).toEqual([true, false, false]);
});
