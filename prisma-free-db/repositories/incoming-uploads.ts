import { z } from 'zod';

import type { IncomingUpload } from '@/lib/domain/incoming-upload';
import type { UserId } from '@/lib/kernel/ids';

import type { Collections } from '../collections';
import { documentMapper } from '../document';
import { userIdSchema } from '../documents/common';

const schema: z.ZodType<IncomingUpload> = z.object({
  id: z.string(),
  userId: userIdSchema,
  name: z.string(),
  subfolder: z.string(),
  bytes: z.number(),
  contentHash: z.string(),
  key: z.string(),
  storeId: z.string(),
  createdAt: z.date(),
});
const mapper = documentMapper('incoming upload', schema);

export type IncomingUploadRepository = ReturnType<typeof incomingUploadRepository>;

export function incomingUploadRepository({
  incomingUploads,
}: Pick<Collections, 'incomingUploads'>) {
  return {
    async create(upload: IncomingUpload): Promise<void> {
      await incomingUploads.insertOne(mapper.toDocument(upload));
    },

    async find(userId: UserId, id: string): Promise<IncomingUpload | null> {
      const document = await incomingUploads.findOne({ _id: id, user_id: userId });
      return document && mapper.fromDocument(document);
    },

    /** One that was announced with the same name and content. */
    async findSame({
      userId,
      name,
      subfolder,
      bytes,
      contentHash,
    }: Pick<
      IncomingUpload,
      'userId' | 'name' | 'subfolder' | 'bytes' | 'contentHash'
    >): Promise<IncomingUpload | null> {
      const document = await incomingUploads.findOne({
        user_id: userId,
        content_hash: contentHash,
        ...{ name, subfolder, bytes },
      });
      return document && mapper.fromDocument(document);
    },

    async list(userId: UserId, limit: number): Promise<IncomingUpload[]> {
      const documents = await incomingUploads.find({ user_id: userId }).limit(limit).toArray();
      return documents.map((document) => mapper.fromDocument(document));
    },

    async count(userId: UserId): Promise<number> {
      return incomingUploads.countDocuments({ user_id: userId });
    },

    /** @returns false when somebody was faster */
    async remove(userId: UserId, id: string): Promise<boolean> {
      const { deletedCount } = await incomingUploads.deleteOne({ _id: id, user_id: userId });
      return deletedCount === 1;
    },

    async listBeforeAsSystem(before: Date, limit: number): Promise<IncomingUpload[]> {
      const documents = await incomingUploads
        .find({ created_at: { $lt: before } })
        .limit(limit)
        .toArray();
      return documents.map((document) => mapper.fromDocument(document));
    },
  };
}
