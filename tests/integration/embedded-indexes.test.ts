/** The single-machine database finds with its indexes what it finds without them, before and after changes and starts. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { MongoClient, type Collection, type Document, type Filter, type Sort } from 'mongodb';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { databaseServer } from '@/cli/launcher/setup/services.mjs';
import { startDatabase } from '@/embedded/database.mjs';
import { freePort } from '@/embedded/ports.mjs';

import { Random } from '../fuzz/random';
import { installedPaths, testEnvironment } from '../support/services';

type Thing = Document & { _id: string };
interface Server {
  readonly indexed: Collection<Thing>;
  readonly plain: Collection<Thing>;
  stop(): Promise<void>;
}

const random = new Random(20_261_122);
const pick = <Value>(values: readonly Value[]): Value => random.pick(values);
const OWNERS = ['ada', 'bob', 'cem'];
const KINDS = ['output', 'temp', null, undefined];
const DAYS = Array.from({ length: 40 }, (_, day) => new Date(Date.UTC(2026, 0, day + 1)));

const TERMS = ['river', 'rivers', 'rive', 'moon', 'möwe', '河流', '河', 'x1'];

const thing = (number: number): Thing => {
  const kind = pick(KINDS);
  return {
    _id: `id-${number}`,
    owner: pick(OWNERS),
    ...(kind !== undefined && { kind }),
    at: pick(DAYS),
    tags: random.chance(0.3) ? [pick(OWNERS), pick(OWNERS)] : pick(OWNERS),
    marks: Array.from({ length: random.below(4) }, () => random.below(30)),
    terms: Array.from({ length: random.below(5) }, () => pick(TERMS)),
    lease: random.chance(0.5) ? { until: pick(DAYS) } : null,
    number,
  };
};

const filter = (): Filter<Thing> => {
  const from = pick(DAYS);
  const parts: Filter<Thing>[] = [
    { owner: pick(OWNERS) },
    { kind: pick(['output', null]) },
    { kind: { $in: [pick(['output', 'temp']), null, 'none'] } },
    { at: { $gte: from } },
    { at: { $gt: from, $lt: pick(DAYS) } },
    { tags: pick(OWNERS) },
    { tags: { $in: [pick(OWNERS), pick(OWNERS)] } },
    { tags: null },
    { marks: random.below(30) },
    { marks: { $gt: random.below(30), $lt: random.below(30) } },
    { terms: pick(TERMS) },
    { terms: { $regex: `^${pick(TERMS).slice(0, 1 + random.below(4))}` } },
    { $and: [{ terms: pick(TERMS) }, { terms: { $regex: `^${pick(TERMS)}` } }, { at: from }] },
    { $and: [{ terms: pick(TERMS) }, { terms: pick(TERMS) }] },
    { 'lease.until': { $lt: from } },
    { _id: `id-${random.below(500)}` },
    { _id: { $in: [`id-${random.below(500)}`, 'id-1', 'nothing'] } },
    { $or: [{ at: from }, { kind: 'temp' }] },
    { owner: { $ne: pick(OWNERS) } },
    { owner: /^a/ },
    { number: { $lte: 250 } },
  ];
  return Object.assign(
    {},
    ...Array.from({ length: 1 + random.below(4) }, () => pick(parts)),
  ) as Filter<Thing>;
};
const SORTS: readonly Sort[] = [
  { at: -1, _id: -1 },
  { at: 1, _id: 1 },
  { owner: 1, at: -1, _id: 1 },
  { number: -1 },
  { kind: 1, at: 1, number: 1 },
];

let folder: string;
let server: Server;

async function start(): Promise<Server> {
  const env = testEnvironment();
  const program = databaseServer(installedPaths(), env['PATH']);
  const service = await startDatabase({
    server: program,
    dataDir: folder,
    port: await freePort(),
    env,
  });
  const client = new MongoClient(service.url, { retryWrites: false });
  const db = client.db('indexes');
  return {
    indexed: db.collection<Thing>('indexed'),
    plain: db.collection<Thing>('plain'),
    async stop() {
      await client.close();
      await service.stop();
    },
  };
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'atelier-indexes-'));
  server = await start();
  await server.indexed.createIndexes([
    { name: 'gallery', key: { owner: 1, kind: 1, at: -1, _id: -1 } },
    { name: 'tags', key: { owner: 1, tags: 1 } },
    { name: 'terms', key: { owner: 1, terms: 1, at: -1, _id: -1 } },
    { name: 'marks', key: { marks: 1, number: 1 } },
    { name: 'lease', key: { kind: 1, 'lease.until': 1 } },
  ]);
  const things = Array.from({ length: 500 }, (_, number) => thing(number));
  await server.indexed.insertMany(things.slice(0, 250));
  // An index on what is there already.
  await server.indexed.createIndexes([{ name: 'number', key: { number: 1 } }]);
  await server.indexed.insertMany(things.slice(250));
  await server.plain.insertMany(things);
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

async function compare(times: number): Promise<void> {
  let found = 0;
  for (let time = 0; time < times; time += 1) {
    const wanted = filter();
    const sort = pick(SORTS);
    const skip = pick([0, 0, 3]);
    const limit = pick([0, 5, 30]);
    const ask = (collection: Collection<Thing>): Promise<Thing[]> =>
      collection.find(wanted, { sort, skip, limit }).toArray();
    const [ours, scanned] = [await ask(server.indexed), await ask(server.plain)];
    expect(ours, JSON.stringify({ wanted, sort, skip, limit })).toEqual(scanned);
    const count = await server.indexed.countDocuments(wanted);
    expect(count, JSON.stringify(wanted)).toBe(await server.plain.countDocuments(wanted));
    found += ours.length;
  }
  // Filters that never find anything would prove nothing.
  expect(found).toBeGreaterThan(times);
}

test('queries, orders and counts agree with reading everything', async () => {
  await compare(600);
});

test('so do lists that no index makes short', async () => {
  // Every one is in two indexes in the wanted order, most under a word of the third.
  const many = Array.from({ length: 4_200 }, (_, number) => ({
    ...thing(10_000 + number),
    ...{ owner: 'dan', kind: 'output', at: pick(DAYS) },
    terms: ['lake', ...(number % 3 === 0 ? ['dune'] : []), ...(number % 3 === 1 ? ['dusk'] : [])],
  }));
  await server.indexed.insertMany(many);
  await server.plain.insertMany(many);
  const mine = { owner: 'dan', kind: 'output' };
  const wanted: Filter<Thing>[] = [
    mine,
    { ...mine, terms: 'lake' },
    { ...mine, terms: 'dune' },
    { ...mine, terms: { $regex: '^du' } },
    { ...mine, terms: { $regex: '^dun' }, at: { $lte: DAYS[20] } },
    { ...mine, $and: [{ terms: 'lake' }, { terms: { $regex: '^dus' } }] },
    { owner: 'dan', terms: { $in: ['dune', 'dusk', 'nothing'] } },
  ];
  for (const one of wanted) {
    for (const limit of [1, 30, 0]) {
      const options = { sort: { at: -1, _id: -1 }, limit, projection: { _id: 1 } } as const;
      const ask = (collection: Collection<Thing>): Promise<Thing[]> =>
        collection.find(one, options).toArray();
      const ours = await ask(server.indexed);
      expect(ours, JSON.stringify({ one, limit })).toEqual(await ask(server.plain));
      expect(ours.length).toBeGreaterThan(0);
    }
  }
  await server.indexed.deleteMany({ owner: 'dan' });
  await server.plain.deleteMany({ owner: 'dan' });
});

test('they still agree after changes, deletions and another start', async () => {
  for (let time = 0; time < 120; time += 1) {
    const wanted = { ...filter(), number: { $gte: random.below(500) } };
    const change = { $set: { owner: pick(OWNERS), at: pick(DAYS), terms: [pick(TERMS)] } };
    const sort = { number: 1 } as const;
    const act = (collection: Collection<Thing>): Promise<unknown> => {
      if (time % 10 === 0) return collection.deleteMany({ ...wanted, number: { $lt: 60 } });
      return time % 2 === 0
        ? collection.updateMany(wanted, change)
        : collection.findOneAndUpdate(wanted, change, { sort });
    };
    await act(server.indexed);
    await act(server.plain);
  }
  await compare(150);
  await server.stop();
  server = await start();
  await compare(150);
});
