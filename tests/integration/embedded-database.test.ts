/** The single-machine database keeps what it has acknowledged. */
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
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
