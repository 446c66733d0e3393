/** What a user set for the own queue. */
import type { UserId } from '@/lib/kernel/ids';

import type { Collections } from '../collections';

export type QueueControlRepository = ReturnType<typeof queueControlRepository>;

export interface PausedQueue {
  readonly userId: UserId;
  readonly pool: string;
}

export function queueControlRepository({ queueControls }: Pick<Collections, 'queueControls'>) {
  return {
    /** @param pool where the user's runs wait */
    async setPaused(userId: UserId, pool: string, paused: boolean): Promise<void> {
      const fields = { user_id: userId, pool, paused, updated_at: new Date() };
      await queueControls.updateOne({ _id: userId }, { $set: fields }, { upsert: true });
    },

    async isPaused(userId: UserId): Promise<boolean> {
      return (await queueControls.findOne({ _id: userId }))?.paused ?? false;
    },

    /** For making a lost queue anew. */
    async listPausedAsSystem(): Promise<PausedQueue[]> {
      const documents = await queueControls.find({ paused: true }).toArray();
      return documents.map(({ _id, pool }) => ({ userId: _id as UserId, pool }));
    },
  };
}
