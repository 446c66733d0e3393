import { expect, test } from 'vitest';

import { newUserId } from '@/lib/kernel/ids';

import { writeSettings } from './write-settings';

test('a value that is nested too deep to be written is refused, others are merged in', async () => {
  const merged: unknown[] = [];
  const userSettings = {
    lengths: () => Promise.resolve(new Map<string, number>()),
    merge: (_userId: unknown, values: unknown) => Promise.resolve(void merged.push(values)),
  };
  const write = (value: unknown): Promise<void> =>
    writeSettings({ userSettings }, newUserId(), { 'Comfy.A': value });
  const deep = JSON.parse(`${'['.repeat(20_000)}${']'.repeat(20_000)}`) as unknown;
  await expect(write(deep)).rejects.toMatchObject({
    code: 'invalid_input',
    message: 'The value of the setting Comfy.A is nested more than 100 levels deep.',
  });
  await write([[1]]);
  await write(undefined);
  expect(merged).toEqual([{ 'Comfy.A': [[1]] }, { 'Comfy.A': undefined }]);
});

/** Somebody who has settings already. */
function withSettings(...held: readonly [string, number][]) {
  const lengths = new Map(held);
  const userSettings = {
    lengths: () => Promise.resolve(lengths),
    merge: () => Promise.resolve(),
  };
  return (values: object): Promise<void> => writeSettings({ userSettings }, newUserId(), values);
}

test('a user has so many settings and no more', async () => {
  const names = Array.from({ length: 2_000 }, (_, at): [string, number] => [`own.${at}`, 1]);
  const write = withSettings(...names);
  await expect(write({ another: 1 })).rejects.toMatchObject({ code: 'too_large' });
  await write({ 'own.7': 2 });
  await write({ 'own.7': undefined, another: 1 });
});

test('a user’s settings have so many characters in all; shorter ones fit always', async () => {
  const write = withSettings(['large', 4 * 1024 * 1024], ['small', 4]);
  await expect(write({ another: 1 })).rejects.toMatchObject({ code: 'too_large' });
  await expect(write({ small: 'longer' })).rejects.toMatchObject({ code: 'too_large' });
  await write({ small: 1 });
  await write({ large: undefined, another: 'much' });
});
