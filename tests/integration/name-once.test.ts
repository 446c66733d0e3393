/**
 * Files of one user under one name that come from several hosts at the same moment. Each host is a copy of
 * the module with a memory of its own, on the same database and object store.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';

import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';

import { graphFactsOf } from '@/lib/comfy/graph-facts';
import type { ingestOutput } from '@/lib/features/generations/ingest-output';
import { newUserId, type UserId } from '@/lib/kernel/ids';
import { connectDatabase, type Database } from '@/prisma-free-db/client';
import { endedRun } from '@/tests/support/record-run';
import { savedPicture } from '@/tests/support/worker-graphs';
import { startWorkerRig, type WorkerRig } from '@/tests/support/worker-rig';

interface Host {
  readonly ingest: typeof ingestOutput;
  readonly db: Database;
}
const HOSTS = 3;
const ROUNDS = 60;
const graph = savedPicture();

let rig: WorkerRig;
let folder: string;
const hosts: Host[] = [];
beforeAll(async () => {
  rig = await startWorkerRig(inject('services'));
  folder = await mkdtemp(path.join(tmpdir(), 'atelier-names-'));
  for (let host = 0; host < HOSTS; host += 1) {
    vi.resetModules();
    const { ingestOutput: ingest } = await import('@/lib/features/generations/ingest-output');
    hosts.push({ ingest, db: await connectDatabase(rig.services.mongodbUri, rig.name) });
  }
  expect(new Set(hosts.map(({ ingest }) => ingest)).size).toBe(HOSTS);
});
afterAll(async () => {
  for (const { db } of hosts) await db.close();
  await rig.stop();
  await rm(folder, { recursive: true, force: true });
});

let numbers = 0;
/** A run of the user's wrote a file. @returns the name that it got */
async function arrive({ ingest, db }: Host, userId: UserId, filename: string): Promise<string> {
  numbers += 1;
  const number = numbers;
  const file = path.join(folder, `${number}.png`);
  await writeFile(file, `picture ${number}`);
  const made = await ingest(
    { store: rig.store, generations: db.generations, publisher: rig.publisher },
    { ...endedRun(userId, graph), number },
    {
      nodeId: '9',
      outputKey: 'images',
      index: 0,
      type: 'output',
      subfolder: '',
      filename,
      path: file,
    },
    graphFactsOf(graph),
  );
  return made?.filename ?? '';
}
async function namesOf(userId: UserId): Promise<string[]> {
  const documents = await rig.db.collections.generations.find({ user_id: userId }).toArray();
  return documents.map((document) => String(document['filename']));
}

test('files that come from several hosts at once have each a name of their own', async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const userId = newUserId();
    const told = await Promise.all(hosts.map((host) => arrive(host, userId, 'same.png')));
    expect(new Set(told).size).toBe(HOSTS);
    expect((await namesOf(userId)).sort()).toEqual([...told].sort());
  }
});

test('of files of one host the first keeps the plain name; who comes later to a known name does not', async () => {
  const [userId, other] = [newUserId(), newUserId()];
  const [one, two] = hosts as [Host, Host, Host];
  const together = await Promise.all([arrive(one, userId, 'a.png'), arrive(one, userId, 'a.png')]);
  expect(together[0]).toBe('a.png');
  expect(together[1]).toBe(`a-${numbers}.png`);
  expect(await arrive(two, userId, 'a.png')).toBe(`a-${numbers}.png`);
  expect(await arrive(two, other, 'a.png')).toBe('a.png');
});

test('files of one node that have one name in different folders keep their own bytes', async () => {
  const userId = newUserId();
  const run = endedRun(userId, graph);
  const { ingest, db } = hosts[0] as Host;
  const deps = { store: rig.store, generations: db.generations, publisher: rig.publisher };
  const made = await Promise.all(
    ['', 'left', 'right'].map(async (subfolder, index) => {
      const file = path.join(folder, `folder-${subfolder}.png`);
      await writeFile(file, `picture in ${subfolder}`);
      const output = { nodeId: '9', outputKey: 'images', index, type: 'output' } as const;
      const given = { ...output, subfolder, filename: 'b.png', path: file };
      return ingest(deps, run, given, graphFactsOf(graph));
    }),
  );
  for (const generation of made) {
    const object = await rig.store.get(generation?.s3Key ?? '');
    if (object === null || object === 'not-modified') throw new Error('no object');
    expect(await text(object.body)).toBe(`picture in ${generation?.subfolder ?? ''}`);
  }
});
