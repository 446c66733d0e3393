import type { ApiKey } from '@/lib/domain/api-key';
import type { UserId } from '@/lib/kernel/ids';

import type { Collections } from '../collections';
import { apiKeyDocument } from '../documents/api-key';

export type ApiKeyRepository = ReturnType<typeof apiKeyRepository>;

export function apiKeyRepository({ apiKeys }: Pick<Collections, 'apiKeys'>) {
  return {
    async create(key: ApiKey): Promise<void> {
      await apiKeys.insertOne(apiKeyDocument.toDocument(key));
    },

    async count(userId: UserId): Promise<number> {
      return apiKeys.countDocuments({ user_id: userId });
    },

    /** Newest first. */
    async list(userId: UserId): Promise<ApiKey[]> {
      const documents = await apiKeys.find({ user_id: userId }).sort({ created_at: -1 }).toArray();
      return documents.map((document) => apiKeyDocument.fromDocument(document));
    },

    /** Who owns a key is not known before it is found: for authentication only. */
    async findAsSystem(keyId: string): Promise<ApiKey | null> {
      const document = await apiKeys.findOne({ _id: keyId });
      return document && apiKeyDocument.fromDocument(document);
    },

    /** Writes the time of use, unless a use after `notSince` is written already. */
    async touch(userId: UserId, keyId: string, now: Date, notSince: Date): Promise<void> {
      await apiKeys.updateOne(
        {
          _id: keyId,
          user_id: userId,
          $or: [{ last_used_at: null }, { last_used_at: { $lt: notSince } }],
        },
        { $set: { last_used_at: now } },
      );
    },

    /** @returns whether the user had such a key */
    async remove(userId: UserId, keyId: string): Promise<boolean> {
      const { deletedCount } = await apiKeys.deleteOne({ _id: keyId, user_id: userId });
      return deletedCount === 1;
    },

    async removeAll(userId: UserId): Promise<void> {
      await apiKeys.deleteMany({ user_id: userId });
    },
  };
}
