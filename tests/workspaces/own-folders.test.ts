/** What a killed worker left given to a slot's user. As root, which gives files away. */
import { mkdir, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterAll, beforeAll, expect, test } from 'vitest';

import { newUserId } from '@/lib/kernel/ids';
import { giveTo, takeBackHomes } from '@/workers/prompt/workspace/own-folders';

const [SLOTS_UID, OTHER_UID] = [61_000, 61_001];
let root: string;
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'atelier-homes-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

async function home(uid: number) {
  const user = newUserId();
  const folder = path.join(root, user);
  await mkdir(path.join(folder, 'output'), { recursive: true });
  await giveTo(uid, folder);
  return { user, owner: async () => (await stat(folder)).uid };
}

test('homes of the slot’s earlier tenants are taken back, the next one’s and other slots’ are not', async () => {
  const [left, next, beside] = [
    await home(SLOTS_UID),
    await home(SLOTS_UID),
    await home(OTHER_UID),
  ];
  await takeBackHomes(root, SLOTS_UID, next.user);
  expect(await left.owner()).toBe(process.getuid?.());
  expect(await next.owner()).toBe(SLOTS_UID);
  expect(await beside.owner()).toBe(OTHER_UID);
});
