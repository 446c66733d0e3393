/** The object store on a real S3 server. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import { createObjectStore, type ObjectStoreConfig } from '@/lib/storage/s3';
import type { ObjectBody, ObjectStore } from '@/lib/storage/object-store';
import { createSignedPut } from '@/lib/storage/signed-put';

const MIB = 1024 * 1024;
const PNG = { contentType: 'image/png' };

let config: ObjectStoreConfig;
let store: ObjectStore;
beforeAll(async () => {
  const services = inject('services');
  config = {
    S3_ENDPOINT: services.s3Endpoint,
    S3_PUBLIC_ENDPOINT: undefined,
    S3_REGION: 'us-east-1',
    S3_BUCKET: `store-${Date.now()}`,
    S3_ACCESS_KEY_ID: services.s3AccessKeyId,
    S3_SECRET_ACCESS_KEY: services.s3SecretAccessKey,
  };
  store = createObjectStore(config);
  await store.prepare();
});
afterAll(() => store.close());

async function getObject(key: string, options?: { range: string }): Promise<ObjectBody> {
  const found = await store.get(key, options);
  if (found === null || found === 'not-modified') throw new Error(`no object ${key}`);
  return found;
}

test('preparing twice is as good as once', async () => {
  await expect(store.prepare()).resolves.toBeUndefined();
});

test('bytes come back as they went, with their facts, under any name', async () => {
  const key = 'comfy/u/2026/01/02/run/9/ü 图 +&#%.png';
  await store.put(key, Buffer.from('picture'), PNG);
  const object = await getObject(key);
  expect(await buffer(object.body)).toEqual(Buffer.from('picture'));
  expect(object).toMatchObject({ bytes: 7, contentType: 'image/png' });
  expect(await store.head(key)).toMatchObject({ bytes: 7, etag: object.etag });
});

test.each([
  ['a short stream', 3 * MIB, true],
  ['a long stream', 21 * MIB, true],
  ['a stream of unknown length', 2 * MIB, false],
])('%s is stored whole', async (name, bytes, isKnown) => {
  const content = Buffer.alloc(bytes, name);
  const chunks = Array.from({ length: Math.ceil(bytes / MIB) }, (_, index) =>
    content.subarray(index * MIB, (index + 1) * MIB),
  );
  await store.put(name, Readable.from(chunks), { ...PNG, ...(isKnown && { bytes }) });
  expect((await buffer((await getObject(name)).body)).equals(content)).toBe(true);
});

test('bytes in memory take the short way, signed by ourselves, and the server checks the signature', async () => {
  const access = {
    endpoint: config.S3_ENDPOINT,
    region: config.S3_REGION,
    bucket: config.S3_BUCKET,
    accessKeyId: config.S3_ACCESS_KEY_ID,
    secretAccessKey: config.S3_SECRET_ACCESS_KEY,
  };
  const key = "short/ü 图 +&#%!'()*.png";
  const right = createSignedPut(access);
  const wrong = createSignedPut({ ...access, secretAccessKey: 'wrong-secret-of-some-length' });
  expect(await right.put(key, Buffer.from('short way'), 'image/png')).toBe(true);
  expect((await buffer((await getObject(key)).body)).toString()).toBe('short way');
  expect(await wrong.put(key, Buffer.from('forged'), 'image/png')).toBe(false);
  right.close();
  wrong.close();
});

test('a range gives its part, an impossible one is refused by name', async () => {
  await store.put('range', Buffer.from('0123456789'), PNG);
  const part = await getObject('range', { range: 'bytes=2-4' });
  expect((await buffer(part.body)).toString()).toBe('234');
  expect(part.range).toEqual({ start: 2, end: 4, total: 10 });
  await expect(store.get('range', { range: 'bytes=50-60' })).rejects.toMatchObject({
    code: 'range_not_satisfiable',
  });
});

test('what the caller has already is not sent again', async () => {
  await store.put('cached', Buffer.from('x'), PNG);
  const { etag, body } = await getObject('cached');
  body.resume();
  expect(await store.get('cached', { ifNoneMatch: etag })).toBe('not-modified');
});

test('a missing object is null, and removing it is no error', async () => {
  expect(await store.get('missing')).toBeNull();
  expect(await store.head('missing')).toBeNull();
  await store.put('present', Buffer.from('x'), PNG);
  await store.remove(['present', 'missing']);
  expect(await store.head('present')).toBeNull();
});

test('a presigned URL opens one object, with a name to save it under, and none once altered', async () => {
  await store.put('signed', Buffer.from('signed bytes'), PNG);
  const url = await store.presign('signed', { expiresInS: 60, downloadName: '图.png' });
  const answer = await fetch(url);
  expect(await answer.text()).toBe('signed bytes');
  expect(answer.headers.get('content-disposition')).toContain(encodeURIComponent('图.png'));
  expect((await fetch(url.replace('/signed?', '/range?'))).status).toBe(403);
});

test('a store that is away or refuses us is unavailable, without a word of its own', async () => {
  const stray = createServer();
  await new Promise<void>((resolve) => stray.listen(0, '127.0.0.1', resolve));
  const { port } = stray.address() as AddressInfo;
  await new Promise((resolve) => stray.close(resolve));
  const away = createObjectStore({ ...config, S3_ENDPOINT: `http://127.0.0.1:${port}` });
  const refused = createObjectStore({
    ...config,
    S3_SECRET_ACCESS_KEY: 'wrong-secret-of-some-length',
  });
  for (const broken of [away, refused]) {
    await expect(broken.put('x', Buffer.from('x'), PNG)).rejects.toMatchObject({
      code: 'unavailable',
      message: 'The file store does not answer as it should. Try again in a few seconds.',
    });
    broken.close();
  }
});
