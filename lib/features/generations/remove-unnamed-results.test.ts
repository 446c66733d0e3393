import { expect, test } from 'vitest';

import type { PromptRun } from '@/lib/domain/prompt-run';
import { newUserId, runIdFor } from '@/lib/kernel/ids';
import { outputKey, runPrefixes } from '@/lib/storage/keys';

import { createRepeatedRunsChore, removeUnnamedResults } from './remove-unnamed-results';

const userId = newUserId();
const id = runIdFor(userId, 'p');
const of = (claims: number) => ({ userId, id, claims, createdAt: new Date('2026-03-04') });
const key = (claims: number, name: string) => outputKey(of(claims), '9', name);

/** A store as a set of keys, and documents that name some of them. */
function bucket(keys: readonly string[], named: readonly string[]) {
  const left = new Set(keys);
  return {
    left,
    deps: {
      store: {
        // eslint-disable-next-line @typescript-eslint/require-await
        async *list(prefix: string) {
          yield [...left].filter((one) => one.startsWith(prefix));
        },
        remove: (gone: readonly string[]) => {
          for (const one of gone) left.delete(one);
          return Promise.resolve();
        },
      },
      storage: {
        namedKeysAsSystem: (asked: readonly string[]) =>
          Promise.resolve(new Set(asked.filter((one) => named.includes(one)))),
      },
    },
  };
}

test('what a claim left without a document goes; other claims and other runs are not touched', async () => {
  const other = outputKey({ ...of(1), id: runIdFor(userId, 'q') }, '9', 'c.png');
  const { left, deps } = bucket(
    [key(1, 'late.png'), key(2, 'a.png'), key(2, 'late.png'), other],
    [key(2, 'a.png')],
  );
  expect(runPrefixes(of(2)).some((prefix) => other.startsWith(prefix))).toBe(false);
  expect(await removeUnnamedResults(deps, of(2), (claim) => claim === 1)).toBe(1);
  expect([...left]).toEqual([key(2, 'a.png'), key(2, 'late.png'), other]);
});

test('a repeated run is looked at twice after its end, and not again', async () => {
  const finishedAt = new Date('2026-03-04T12:00:00Z');
  const run = { ...of(2), finishedAt } as PromptRun;
  const { left, deps } = bucket([key(1, 'late.png'), key(2, 'a.png')], [key(2, 'a.png')]);
  let listed = 0;
  const promptRuns = { listRepeatedAsSystem: () => Promise.resolve([run]) };
  const store = {
    ...deps.store,
    list: (prefix: string) => {
      listed += 1;
      return deps.store.list(prefix);
    },
  };
  const chore = createRepeatedRunsChore({ ...deps, store, promptRuns });
  const at = (seconds: number) => new Date(finishedAt.getTime() + seconds * 1000);
  expect(await chore(at(20))).toBe(1);
  expect(await chore(at(40))).toBe(0);
  left.add(key(1, 'later.png'));
  expect(await chore(at(130))).toBe(1);
  expect(await chore(at(300))).toBe(0);
  expect([...left]).toEqual([key(2, 'a.png')]);
  expect(listed).toBe(4);
});
