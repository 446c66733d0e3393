import { expect, test } from 'vitest';

import { newUserId, runIdFor } from '@/lib/kernel/ids';

import { claimOf, describeKey, outputKey, runPrefixes, tempOutputKey } from './keys';

const userId = newUserId();
const id = runIdFor(userId, 'p');
const at = (claims: number) => ({
  userId,
  id,
  claims,
  createdAt: new Date('2026-03-04T05:06:07Z'),
});

test('a run’s files lie under user, day and run', () => {
  expect(outputKey(at(1), '9', 'a.png')).toBe(`comfy/${userId}/2026/03/04/${id}-9/a.png`);
  expect(tempOutputKey(at(1), '9', 'a.png')).toBe(`comfy/${userId}/tmp/${id}-9/a.png`);
});

test('each claim has a folder of its own, found by one prefix, and told by its key', () => {
  for (const claims of [1, 2, 12]) {
    for (const key of [outputKey(at(claims), '2', '3'), tempOutputKey(at(claims), '2', '3')]) {
      expect(claimOf(key, at(1))).toBe(claims);
      expect(runPrefixes(at(1)).some((prefix) => key.startsWith(prefix))).toBe(true);
    }
  }
  // As earlier versions laid them out.
  expect(claimOf(`comfy/${userId}/2026/03/04/${id}.2/9/a.png`, at(1))).toBe(2);
  expect(claimOf(`comfy/${userId}/2026/03/04/${id}/9/a.png`, at(1))).toBe(1);
  const keys = [1, 2, 12].map((claims) => outputKey(at(claims), '2', '3'));
  expect(new Set(keys).size).toBe(3);
});

test('files of one node that have one name in different folders have keys of their own', () => {
  for (const keyOf of [outputKey, tempOutputKey]) {
    const folders = ['', 'a', 'b', 'a/b', 'a_b', 'ä 画'];
    const keys = folders.map((folder) => keyOf(at(2), '9', 'a.png', folder));
    expect(new Set(keys).size).toBe(folders.length);
    for (const key of keys) {
      expect(describeKey(key)).toEqual({ kind: 'file' });
      expect(claimOf(key, at(1))).toBe(2);
      expect(runPrefixes(at(1)).some((prefix) => key.startsWith(prefix))).toBe(true);
    }
    expect(keyOf(at(1), '9', 'a.png', '')).toBe(keyOf(at(1), '9', 'a.png'));
  }
});
