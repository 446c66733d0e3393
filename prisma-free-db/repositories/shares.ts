import type { Share } from '@/lib/domain/share';
import type { UserId } from '@/lib/kernel/ids';

import type { Collections } from '../collections';
import { shareDocument } from '../documents/share';

export type ShareRepository = ReturnType<typeof shareRepository>;

export function shareRepository({ shares }: Pick<Collections, 'shares'>) {
  return {
    async create(share: Share): Promise<void> {
      await shares.insertOne(shareDocument.toDocument(share));
    },

    /** Newest first, expired ones too until they are removed. */
    async list(userId: UserId, limit: number): Promise<Share[]> {
      const documents = await shares
        .find({ user_id: userId })
        .sort({ created_at: -1 })
        .limit(limit)
        .toArray();
      return documents.map((document) => shareDocument.fromDocument(document));
    },

    async count(userId: UserId): Promise<number> {
      return shares.countDocuments({ user_id: userId });
    },

    /** @returns the share as it was, or null when the user has no such share */
    async remove(userId: UserId, id: string): Promise<Share | null> {
      const document = await shares.findOneAndDelete({ _id: id, user_id: userId });
      return document && shareDocument.fromDocument(document);
    },

    /** For whoever has the link. @returns null when there is none, or it has expired */
    async findOpenAsSystem(id: string, now: Date): Promise<Share | null> {
      const document = await shares.findOne({ _id: id, expires_at: { $gt: now } });
      return document && shareDocument.fromDocument(document);
    },

    async countViewAsSystem(id: string, at: Date): Promise<void> {
      await shares.updateOne({ _id: id }, { $inc: { views: 1 }, $set: { last_viewed_at: at } });
    },

    async listExpiredAsSystem(now: Date, limit: number): Promise<Share[]> {
      const documents = await shares
        .find({ expires_at: { $lt: now } })
        .limit(limit)
        .toArray();
      return documents.map((document) => shareDocument.fromDocument(document));
    },

    /** Those of the ids that are ids of shares. */
    async knownAsSystem(ids: readonly string[]): Promise<Set<string>> {
      const documents = await shares
        .find({ _id: { $in: [...ids] } }, { projection: { _id: 1 } })
        .toArray();
      return new Set(documents.map(({ _id }) => _id));
    },
  };
}
