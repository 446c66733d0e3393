import { MongoBulkWriteError, MongoServerError } from 'mongodb';
import { expect, test, vi } from 'vitest';

import type { Upload } from '@/lib/domain/upload';
import { newUserId, uploadIdFor } from '@/lib/kernel/ids';

import { onceMore } from './duplicates';
import { uploadRepository } from './repositories/uploads';
import { userFileRepository } from './repositories/user-files';
import { userSettingsRepository } from './repositories/user-settings';

const TAKEN = { message: 'E11000 duplicate key error', code: 11_000 };
const taken = new MongoServerError(TAKEN);
const takenInBulk = new MongoBulkWriteError({ ...TAKEN, writeErrors: [] }, {} as never);
const userId = newUserId();

/** A write that another one of the same new key was quicker than, the first time. */
const beaten = (answer: unknown, error: Error = taken) =>
  vi.fn().mockRejectedValueOnce(error).mockResolvedValue(answer);

const upload: Upload = {
  id: uploadIdFor(userId, 'input', '', 'a.png'),
  ...{ userId, type: 'input', subfolder: '', name: 'a.png' },
  ...{ contentHash: 'hash', contentType: 'image/png', bytes: 1, s3Key: 'key' },
  createdAt: new Date(),
};

test('two uploads of one new name at the same time: both are written', async () => {
  const updateOne = beaten({});
  const findOneAndUpdate = beaten(null);
  const uploads = uploadRepository({ uploads: { updateOne, findOneAndUpdate } } as never);
  await uploads.put(upload);
  expect(await uploads.putNew(upload)).toBe(upload);
  expect([updateOne, findOneAndUpdate].map(({ mock }) => mock.calls.length)).toEqual([2, 2]);
});

test('two saved files of one new name: the second finds the first', async () => {
  const userFiles = { updateOne: beaten({ upsertedCount: 0 }), findOne: vi.fn() };
  const files = userFileRepository({ userFiles } as never);
  expect(await files.write(userId, 'a.json', new Uint8Array(1), false)).toBeNull();
});

test('two settings of one new name', async () => {
  const bulkWrite = beaten({}, takenInBulk);
  const settings = userSettingsRepository({ userSettings: { bulkWrite } } as never);
  await settings.merge(userId, { a: 1 });
  expect(bulkWrite).toHaveBeenCalledTimes(2);
});

test('once more is not for ever, and not for other errors', async () => {
  const always = vi.fn().mockRejectedValue(taken);
  await expect(onceMore(always)).rejects.toBe(taken);
  expect(always).toHaveBeenCalledTimes(2);
  const broken = vi.fn().mockRejectedValue(new Error('away'));
  await expect(onceMore(broken)).rejects.toThrow('away');
  expect(broken).toHaveBeenCalledTimes(1);
});
