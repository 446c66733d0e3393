/** What each run used, once, and the sums of each user's days. */
import {
  NO_USAGE,
  usageDay,
  type UsageDay,
  type UsageEntry,
  type UsageSums,
} from '@/lib/domain/usage';
import type { RunId, UserId } from '@/lib/kernel/ids';

import type { Collections, UsageEntryDocument } from '../collections';
import { joinCalls } from '../join-calls';

export type UsageRepository = ReturnType<typeof usageRepository>;

const SUMS = {
  runs: { $sum: 1 },
  device_seconds: { $sum: '$device_seconds' },
  images: { $sum: '$images' },
  bytes: { $sum: '$bytes' },
};

interface SumsDocument {
  readonly runs: number;
  readonly device_seconds: number;
  readonly images: number;
  readonly bytes: number;
}

const sumsOf = ({ runs, device_seconds, images, bytes }: SumsDocument): UsageSums => ({
  runs,
  deviceSeconds: device_seconds,
  images,
  bytes,
});

export function usageRepository({ usage, usageDays }: Pick<Collections, 'usage' | 'usageDays'>) {
  /** Short runs end many at a time. */
  const record = joinCalls(async (entries: readonly UsageEntryDocument[]) => {
    await usage.bulkWrite(
      entries.map(({ _id, ...fields }) => ({
        updateOne: { filter: { _id }, update: { $setOnInsert: fields }, upsert: true },
      })),
      { ordered: false },
    );
    return entries.map(() => undefined);
  });

  return {
    /** Writes what a run used; writing it again changes nothing. */
    async record({ runId, userId, pool, finishedAt, ...used }: UsageEntry): Promise<void> {
      const { deviceSeconds, images, bytes } = used;
      await record({
        ...{ _id: runId, user_id: userId, pool, day: usageDay(finishedAt) },
        ...{ device_seconds: deviceSeconds, images, bytes },
        finished_at: finishedAt,
        recorded_at: new Date(),
      });
    },

    /** Of these runs, those of which nothing is written. */
    async findMissingAsSystem(runIds: readonly RunId[]): Promise<RunId[]> {
      const known = await usage
        .find({ _id: { $in: [...runIds] } }, { projection: { _id: 1 } })
        .toArray();
      const ids = new Set(known.map(({ _id }) => _id));
      return runIds.filter((runId) => !ids.has(runId));
    },

    /** Sums from the runs themselves. */
    async sumDay(userId: UserId, day: string): Promise<UsageSums> {
      const [sums] = await usage
        .aggregate<SumsDocument>([
          { $match: { user_id: userId, day } },
          { $group: { _id: null, ...SUMS } },
        ])
        .toArray();
      return sums === undefined ? NO_USAGE : sumsOf(sums);
    },

    /** Users' days of which something was written since. */
    async changedDaysAsSystem(since: Date): Promise<{ userId: UserId; day: string }[]> {
      const documents = await usage
        .find({ recorded_at: { $gte: since } }, { projection: { user_id: 1, day: 1 } })
        .toArray();
      const days = new Map(
        documents.map(({ user_id, day }) => [
          `${user_id} ${day}`,
          { userId: user_id as UserId, day },
        ]),
      );
      return [...days.values()];
    },

    async putDay(userId: UserId, day: string, sums: UsageSums): Promise<void> {
      const { runs, deviceSeconds, images, bytes } = sums;
      const fields = { runs, device_seconds: deviceSeconds, images, bytes, updated_at: new Date() };
      const owner = { user_id: userId, day };
      await usageDays.updateOne(
        { _id: `${userId}:${day}` },
        { $set: { ...owner, ...fields } },
        { upsert: true },
      );
    },

    /** The user's days with any use, newest first. @param from such as `2026-11-01` */
    async listDays(userId: UserId, from: string): Promise<UsageDay[]> {
      const documents = await usageDays
        .find({ user_id: userId, day: { $gte: from } })
        .sort({ day: -1 })
        .toArray();
      return documents.map((document) => ({ day: document.day, ...sumsOf(document) }));
    },
  };
}
