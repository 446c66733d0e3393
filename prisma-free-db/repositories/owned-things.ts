/** All that belongs to one person, for the day the person goes. */
import type { UserId } from '@/lib/kernel/ids';

import { OWNED, type Collections, type OwnedCollection } from '../collections';

export function ownedThingsRepository(collections: Pick<Collections, OwnedCollection>) {
  return {
    /** Keys of objects that the person's documents name, some at a time; empty when none is left. */
    async someObjects(
      userId: UserId,
      from: 'generations' | 'uploads',
      limit: number,
    ): Promise<{ readonly ids: string[]; readonly keys: string[] }> {
      const documents = await collections[from]
        .find({ user_id: userId }, { projection: { s3_key: 1, thumbs: 1 } })
        .limit(limit)
        .toArray();
      const keys = documents.flatMap((document) => {
        const thumbs = (document['thumbs'] ?? []) as { key: string }[];
        return [String(document['s3_key']), ...thumbs.map(({ key }) => key)];
      });
      return { ids: documents.map(({ _id }) => _id), keys };
    },

    async removeSome(
      userId: UserId,
      from: 'generations' | 'uploads',
      ids: readonly string[],
    ): Promise<void> {
      await collections[from].deleteMany({ _id: { $in: [...ids] }, user_id: userId });
    },

    /** Makes another person the owner. Ids and keys stay: whoever asks for these asks the documents. */
    async give(userId: UserId, heirId: UserId, from: 'generations' | 'runGraphs'): Promise<void> {
      await collections[from].updateMany({ user_id: userId }, { $set: { user_id: heirId } });
    },

    /** Everything that still names the person as its owner. @returns how many documents went */
    async removeRest(userId: UserId): Promise<number> {
      let removed = 0;
      for (const name of OWNED) {
        const owned = collections[name] as Collections['uploads'];
        removed += (await owned.deleteMany({ user_id: userId })).deletedCount;
      }
      return removed;
    },
  };
}
