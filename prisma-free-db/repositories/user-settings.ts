/** The editor's settings: one document a key, so that two tabs never overwrite each other's keys. */
import { ownedId, type UserId } from '@/lib/kernel/ids';

import type { Collections } from '../collections';
import { onceMore } from '../duplicates';

export type UserSettingsRepository = ReturnType<typeof userSettingsRepository>;

export function userSettingsRepository({ userSettings }: Pick<Collections, 'userSettings'>) {
  const idOf = (userId: UserId, key: string) => ownedId('setting', userId, key);

  return {
    async all(userId: UserId): Promise<Record<string, unknown>> {
      const documents = await userSettings.find({ user_id: userId }).toArray();
      return Object.fromEntries(
        documents.map(({ key, value }) => [key, JSON.parse(value) as unknown]),
      );
    },

    /** @returns undefined when the key is not set */
    async get(userId: UserId, key: string): Promise<unknown> {
      const document = await userSettings.findOne({ _id: idOf(userId, key), user_id: userId });
      return document === null ? undefined : (JSON.parse(document.value) as unknown);
    },

    /** How long the text of each value is, by key. */
    async lengths(userId: UserId): Promise<Map<string, number>> {
      const documents = await userSettings
        .find({ user_id: userId }, { projection: { key: 1, value: 1 } })
        .toArray();
      return new Map(documents.map(({ key, value }) => [key, value.length]));
    },

    /** Merges keys in. A value of undefined removes its key. */
    async merge(userId: UserId, values: Record<string, unknown>): Promise<void> {
      const operations = Object.entries(values).map(([key, value]) => {
        const filter = { _id: idOf(userId, key), user_id: userId };
        return value === undefined
          ? { deleteOne: { filter } }
          : {
              updateOne: {
                filter,
                update: { $set: { key, value: JSON.stringify(value) } },
                upsert: true,
              },
            };
      });
      if (operations.length === 0) return;
      await onceMore(() => userSettings.bulkWrite(operations, { ordered: false }));
    },
  };
}
