import { expect, test } from 'vitest';

import { newUserId } from '@/lib/kernel/ids';

import { writeSettings } from './write-settings';

test('a value that is nested too deep to be written is refused, others are merged in', async () => {
  const merged: unknown[] = [];
  const userSettings = {
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
