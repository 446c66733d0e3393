/** A selection as one ZIP: whole, streamed, freed when the client leaves, its owner's only. */
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { afterAll, beforeAll, expect, inject, test } from 'vitest';

import type { Generation } from '@/lib/domain/generation';
import { prepareDownload } from '@/lib/features/gallery/selected-download';
import { zipGenerations } from '@/lib/features/gallery/zip-generations';
import type { ObjectBody, ObjectStore } from '@/lib/storage/object-store';
import { createObjectStore } from '@/lib/storage/s3';

import { startHttpRig, type HttpRig, type HttpUser } from '../support/http-rig';
import { makeGeneration } from '../support/make-generation';
import { waitFor } from '../support/wait-for';

const MANY = 2_000;
const FILE_BYTES = 64 * 1024;
/** Far below the 128 MB that the files hold together; pools of buffers grow and shrink by themselves. */
const GROWTH_MAX_BYTES = 32 * 1024 * 1024;
const LOOK_EVERY_BYTES = 8 * 1024 * 1024;

let rig: HttpRig;
let ada: HttpUser;
let bob: HttpUser;
let folder: string;
beforeAll(async () => {
  rig = await startHttpRig(inject('services'));
  [ada, bob] = await Promise.all([rig.user(), rig.user()]);
  folder = await mkdtemp(path.join(tmpdir(), 'atelier-zip-'));
});
afterAll(async () => {
  await rig.stop();
  await rm(folder, { recursive: true, force: true });
});

async function store(user: HttpUser, filename: string, content: Buffer): Promise<Generation> {
  const bytes = content.byteLength;
  const generation = makeGeneration(user.user.id, filename, { bytes });
  await rig.store.put(generation.s3Key, content, { contentType: generation.contentType });
  await rig.db.generations.put(generation);
  return generation;
}

async function prepare(user: HttpUser, generations: readonly Generation[]) {
  const caller = await rig.web.authenticator.fromBearer(user.token);
  if (caller === null) throw new Error('not signed in');
  const { redis, env, db } = rig.web;
  const ids = generations.map(({ id }) => id);
  return prepareDownload({ redis, prefix: env.REDIS_PREFIX, gallery: db.gallery }, caller, ids);
}

/** Unpacks with a program that is not ours: names and hashes of contents. */
async function unpack(zip: Buffer): Promise<Record<string, string>> {
  const file = path.join(folder, `${randomBytes(4).toString('hex')}.zip`);
  await writeFile(file, zip);
  const script = [
    'import hashlib, json, sys, zipfile',
    'z = zipfile.ZipFile(sys.argv[1])',
    'assert z.testzip() is None',
    'print(json.dumps({n: hashlib.sha256(z.read(n)).hexdigest() for n in z.namelist()}))',
  ].join('\n');
  const { stdout } = await promisify(execFile)('python3', ['-c', script, file], {
    maxBuffer: 16 * 1024 * 1024,
  });
  return JSON.parse(stdout) as Record<string, string>;
}

const hash = (content: Buffer | string): string =>
  createHash('sha256').update(content).digest('hex');

test('the files come whole under their names; those that are gone are named', async () => {
  const contents = [randomBytes(100_000), Buffer.from('second'), Buffer.alloc(0)];
  const made = await Promise.all([
    store(ada, 'same.png', contents[0] ?? Buffer.alloc(0)),
    store(ada, 'same.png', contents[1] as Buffer),
    store(ada, '图 片.png', contents[2] as Buffer),
    store(ada, 'gone.png', Buffer.from('x')),
  ]);
  await rig.store.remove([made[3].s3Key]);
  const { url, count, bytes } = await prepare(ada, made);
  expect({ count, bytes }).toEqual({ count: 4, bytes: 100_007 });
  const answer = await ada.fetch(url);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/zip');
  expect(answer.headers.get('content-disposition')).toMatch(
    /^attachment; filename="atelier-\d{4}-\d\d-\d\d\.zip"/,
  );
  expect(await unpack(Buffer.from(await answer.arrayBuffer()))).toEqual({
    'same.png': hash(contents[0] as Buffer),
    'same (2).png': hash('second'),
    '图 片.png': hash(''),
    'missing.txt': hash('gone.png\n'),
  });
});

test('nobody downloads what is not theirs, by its ids or by the address', async () => {
  const theirs = await store(bob, 'bob.png', Buffer.from('bob'));
  const mine = await store(ada, 'ada.png', Buffer.from('ada'));
  await expect(prepare(ada, [theirs])).rejects.toMatchObject({ code: 'not_found' });
  const { url, count } = await prepare(ada, [theirs, mine]);
  expect(count).toBe(1);
  expect((await bob.fetch(url)).status).toBe(404);
  expect((await fetch(`${rig.origin}${url}`)).status).toBe(401);
  const zip = await unpack(Buffer.from(await (await ada.fetch(url)).arrayBuffer()));
  expect(zip).toEqual({ 'ada.png': hash('ada') });
});

test('with the object store away the answer says so, before anything is sent', async () => {
  const made = await store(ada, 'unreachable.png', Buffer.from('x'));
  const away = createObjectStore({ ...rig.web.env, S3_ENDPOINT: 'http://127.0.0.1:9' });
  try {
    await expect(
      zipGenerations({ gallery: rig.db.gallery, store: away }, ada.user.id, [made.id]),
    ).rejects.toMatchObject({ code: 'unavailable' });
  } finally {
    away.close();
  }
});

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** Bytes that are held, garbage apart. */
function used(): number {
  collectGarbage();
  const { arrayBuffers, heapUsed } = process.memoryUsage();
  return arrayBuffers + heapUsed;
}

/** The real store, with an eye on what is open. */
function watched(real: ObjectStore) {
  const open = new Set<Readable>();
  let asked = 0;
  const get = async (...args: Parameters<ObjectStore['get']>) => {
    asked += 1;
    const answer = await real.get(...args);
    const { body } = answer as ObjectBody;
    open.add(body);
    body.once('close', () => open.delete(body));
    return answer;
  };
  return { store: { get, head: real.head.bind(real) }, open, asked: () => asked };
}

test(`a ZIP of ${MANY} files needs no memory to speak of, and is freed when it is cancelled`, async () => {
  const made: Generation[] = [];
  const content = randomBytes(FILE_BYTES);
  const lane = async (): Promise<void> => {
    while (made.length < MANY) {
      const number = made.length;
      const filename = `file_${number}.bin`;
      const generation = makeGeneration(ada.user.id, filename, { bytes: FILE_BYTES });
      made.push(generation);
      await rig.store.put(generation.s3Key, content, { contentType: 'image/png' });
      await rig.db.generations.put(generation);
    }
  };
  await Promise.all(Array.from({ length: 16 }, lane));
  const ids = made.map(({ id }) => id);
  const { gallery } = rig.db;

  const whole = watched(rig.store);
  const zip = await zipGenerations({ gallery, store: whole.store }, ada.user.id, ids);
  const before = used();
  let [bytes, peak, openMax, look] = [0, before, 0, LOOK_EVERY_BYTES];
  for await (const chunk of zip as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > look) {
      look += LOOK_EVERY_BYTES;
      peak = Math.max(peak, used());
    }
    openMax = Math.max(openMax, whole.open.size);
  }
  expect(bytes).toBeGreaterThan(MANY * FILE_BYTES);
  expect(peak - before).toBeLessThan(GROWTH_MAX_BYTES);
  // One is read; the one before it may not have said yet that it is closed.
  expect(openMax).toBeLessThanOrEqual(2);
  await waitFor(() => whole.open.size === 0, 'all objects to be closed');

  const cut = watched(rig.store);
  const cancelled = await zipGenerations({ gallery, store: cut.store }, ada.user.id, ids);
  let seen = 0;
  for await (const chunk of cancelled as AsyncIterable<Buffer>) {
    seen += chunk.byteLength;
    if (seen > (MANY / 2) * FILE_BYTES) break;
  }
  expect(cancelled.destroyed).toBe(true);
  await waitFor(() => cut.open.size === 0, 'the open object to be let go');
  expect(cut.asked()).toBeLessThan(MANY * 0.6);

  // The same over HTTP: the client leaves in the middle, and the next one gets all of it.
  const { url } = await prepare(ada, made);
  const leaving = new AbortController();
  const answer = await ada.fetch(url, { signal: leaving.signal });
  const reader = answer.body?.getReader();
  await reader?.read();
  leaving.abort();
  await reader?.read().catch(() => undefined);
  const again = await ada.fetch(url);
  const all = await buffer(again.body as unknown as Readable);
  expect(Object.keys(await unpack(all))).toHaveLength(MANY);
}, 180_000);
