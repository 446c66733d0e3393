import type { UserId } from '@/lib/kernel/ids';

import type { Collections } from '../collections';

export type OneTimeLinkRepository = ReturnType<typeof oneTimeLinkRepository>;

export function oneTimeLinkRepository({ oneTimeLinks }: Pick<Collections, 'oneTimeLinks'>) {
  return {
    /** Puts a link in the place of all earlier ones of the user. */
    async replace(userId: UserId, secretHash: string, expiresAt: Date): Promise<void> {
      await oneTimeLinks.deleteMany({ user_id: userId });
      await oneTimeLinks.insertOne({ _id: secretHash, user_id: userId, expires_at: expiresAt });
    },

    async removeAll(userId: UserId): Promise<void> {
      await oneTimeLinks.deleteMany({ user_id: userId });
    },

    /** Whose link it is. @returns null when there is none, or it expired */
    async findAsSystem(secretHash: string, now: Date): Promise<UserId | null> {
      const found = await oneTimeLinks.findOne({ _id: secretHash, expires_at: { $gt: now } });
      return found && (found.user_id as UserId);
    },

    /** Uses it up. @returns false when somebody was faster */
    async takeAsSystem(secretHash: string): Promise<boolean> {
      const { deletedCount } = await oneTimeLinks.deleteOne({ _id: secretHash });
      return deletedCount === 1;
    },

    async removeExpiredAsSystem(now: Date): Promise<number> {
      const { deletedCount } = await oneTimeLinks.deleteMany({ expires_at: { $lt: now } });
      return deletedCount;
    },
  };
}
