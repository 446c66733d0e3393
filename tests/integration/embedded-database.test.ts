/** The single-machine database keeps what it has acknowledged. */
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';

import { Long, MongoClient, ObjectId } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { databaseServer } from '@/cli/launcher/setup/services.mjs';
import { startDatabase } from '@/embedded/database.mjs';
import { freePort } from '@/embedded/ports.mjs';

import { installedPaths, testEnvironment } from '../support/services';
import { waitFor } from '../support/wait-for';

const WRITERS = 8;
const ACKNOWLEDGED_WANTED = 600;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'atelier-durability-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function start() {
  const env = testEnvironment();
  const server = databaseServer(installedPaths(), env['PATH']);
  const service = await startDatabase({ server, dataDir: folder, port: await freePort(), env });
  const client = new MongoClient(service.url, { retryWrites: false });
  return {
    service,
    client,
    collection: client.db('durability').collection<{ n: number }>('facts'),
  };
}

test('a server killed in the middle of writes has lost no acknowledged insert', async () => {
  const first = await start();
  await first.collection.createIndexes([{ name: 'n', key: { n: 1 }, unique: true }]);
  const acknowledged: number[] = [];
  let next = 0;
  let killed = false;
  const writer = async (): Promise<void> => {
    while (!killed) {
      const n = next++;
      await first.collection.insertOne({ n });
      acknowledged.push(n);
    }
  };
  const writers = Array.from({ length: WRITERS }, () => writer().catch(() => undefined));
  await waitFor(() => acknowledged.length >= ACKNOWLEDGED_WANTED, 'writes', 60_000);
  await first.service.stop('SIGKILL');
  killed = true;
  await Promise.all(writers);
  await first.client.close();

  const second = await start();
  const kept = new Set((await second.collection.find({}).toArray()).map(({ n }) => n));
  expect(acknowledged.filter((n) => !kept.has(n))).toEqual([]);
  // The unique index is in step with the documents: no half of a write was kept.
  for (const n of [...kept].slice(-WRITERS)) {
    await expect(second.collection.insertOne({ n })).rejects.toThrow(/duplicate key/i);
  }
  for (let n = next; n < next + WRITERS; n += 1) await second.collection.insertOne({ n });
  await second.client.close();
  await second.service.stop();
});

test('changes and removals survive as well, also when the journal was begun anew in between', async () => {
  const first = await start();
  const facts = first.client
    .db('durability')
    .collection<{ _id: string; n: number; text: string }>('many');
  // Large enough that the journal is full several times.
  const text = 'x'.repeat(100_000);
  /** By id, null where it was removed: what was answered, and what was asked for last. */
  const answered = new Map<string, number | null>();
  const asked = new Map<string, number | null>();
  let killed = false;
  let acknowledged = 0;
  const writer = async (name: string): Promise<void> => {
    for (let n = 0; !killed; n += 1) {
      const _id = `${name}-${n % 20}`;
      const wanted = n % 7 === 6 ? null : n;
      asked.set(_id, wanted);
      await (wanted === null
        ? facts.deleteOne({ _id })
        : facts.updateOne({ _id }, { $set: { n, text } }, { upsert: true }));
      answered.set(_id, wanted);
      acknowledged += 1;
    }
  };
  const writers = ['a', 'b', 'c', 'd'].map((name) => writer(name).catch(() => undefined));
  await waitFor(() => acknowledged >= ACKNOWLEDGED_WANTED, 'writes', 60_000);
  await first.service.stop('SIGKILL');
  killed = true;
  await Promise.all(writers);
  await first.client.close();

  // As a crash in the middle of a write leaves it: nobody was told that this is kept.
  await appendFile(path.join(folder, 'atelier.mv.db.journal'), Buffer.from([0, 0, 1, 0, 7, 7]));
  const second = await start();
  const again = second.client.db('durability').collection<{ _id: string; n: number }>('many');
  const kept = new Map((await again.find({}).toArray()).map(({ _id, n }) => [_id, n]));
  for (const [_id, last] of asked) {
    // What each writer asked for in the moment of the crash may have happened or not.
    expect([answered.get(_id) ?? null, last], _id).toContain(kept.get(_id) ?? null);
  }
  expect(kept.size).toBeGreaterThan(20);
  await second.client.close();
  await second.service.stop();
});

test('a collection that was dropped stays so after a crash', async () => {
  const first = await start();
  const dropped = first.client.db('durability').collection('dropped');
  await dropped.insertOne({ n: 1 });
  await dropped.drop();
  await first.collection.insertOne({ n: 1_000_000 });
  await first.service.stop('SIGKILL');
  await first.client.close();

  const second = await start();
  const names = await second.client.db('durability').listCollections().toArray();
  expect(names.map(({ name }) => name)).not.toContain('dropped');
  await second.client.db('durability').collection('dropped').insertOne({ n: 2 });
  expect(await second.client.db('durability').collection('dropped').countDocuments({})).toBe(1);
  expect(await second.collection.findOne({ n: 1_000_000 })).not.toBeNull();
  await second.client.close();
  await second.service.stop();
});

test('what was changed last is there after an ordinary stop, and the file stays small', async () => {
  const first = await start();
  const text = 'x'.repeat(2_000);
  await first.collection.insertOne({ n: -1 });
  for (let round = 0; round < 1_500; round += 1) {
    await first.collection.updateOne({ n: -1 }, { $set: { round, text: `${round}${text}` } });
  }
  await first.client.close();
  await first.service.stop();
  const file = await stat(path.join(folder, 'atelier.mv.db'));
  expect(file.size).toBeLessThan(16 * 1024 * 1024);

  const second = await start();
  expect(await second.collection.findOne({ n: -1 })).toMatchObject({ round: 1_499 });
  await second.client.close();
  await second.service.stop();
});

test('a file of the first format is taken over with its documents and unique keys', async () => {
  await rm(path.join(folder, 'atelier.mv.db'), { force: true });
  const older = path.join(import.meta.dirname, '..', 'fixtures', 'database-format-1.mv.db.gz');
  await writeFile(path.join(folder, 'atelier.mv.db'), gunzipSync(await readFile(older)));
  for (const time of ['first', 'second']) {
    const { service, client } = await start();
    const notes = client.db('x').collection<{ _id: string; email: string }>('k');
    expect(await notes.countDocuments({}), time).toBe(20);
    expect(await notes.findOne({ _id: 'i7', a: 0 }, { promoteLongs: false })).toMatchObject({
      email: 'e7',
      at: new Date(1_700_000_000_007),
      n: null,
      l: [expect.anything(), 'x', { y: 2.5 }],
      o: new ObjectId('65f000000000000000000001'),
      big: Long.fromString('9007199254740993'),
      sub: { deep: { x: true } },
    });
    await expect(notes.insertOne({ _id: 'other', email: 'e7' })).rejects.toThrow(/duplicate key/i);
    await client.close();
    await service.stop();
  }
});
