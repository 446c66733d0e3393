import type { FileType, Upload } from '@/lib/domain/upload';
import { uploadIdFor, type UserId } from '@/lib/kernel/ids';

import type { Collections } from '../collections';
import { uploadDocument } from '../documents/upload';
import { onceMore } from '../duplicates';

export type UploadRepository = ReturnType<typeof uploadRepository>;

export function uploadRepository({ uploads }: Pick<Collections, 'uploads'>) {
  return {
    /** Writes or overwrites the file of that name. */
    async put(upload: Upload): Promise<void> {
      const { _id, ...fields } = uploadDocument.toDocument(upload);
      const filter = { _id, user_id: upload.userId };
      await onceMore(() => uploads.updateOne(filter, { $set: fields }, { upsert: true }));
    },

    /**
     * Writes the file unless the name is taken.
     * @returns the file that holds the name now: the given one, or the one that was there
     */
    async putNew(upload: Upload): Promise<Upload> {
      const { _id, ...fields } = uploadDocument.toDocument(upload);
      const filter = { _id, user_id: upload.userId };
      const document = await onceMore(() =>
        uploads.findOneAndUpdate(
          filter,
          { $setOnInsert: fields },
          { upsert: true, returnDocument: 'after' },
        ),
      );
      return document === null ? upload : uploadDocument.fromDocument(document);
    },

    async findByName(
      userId: UserId,
      type: FileType,
      subfolder: string,
      name: string,
    ): Promise<Upload | null> {
      const document = await uploads.findOne({
        _id: uploadIdFor(userId, type, subfolder, name),
        user_id: userId,
      });
      return document && uploadDocument.fromDocument(document);
    },

    /** Those of the named files that are there, in no particular order. */
    async findByNames(
      userId: UserId,
      names: readonly { type: FileType; subfolder: string; name: string }[],
    ): Promise<Upload[]> {
      if (names.length === 0) return [];
      const ids = names.map(({ type, subfolder, name }) =>
        uploadIdFor(userId, type, subfolder, name),
      );
      const documents = await uploads.find({ _id: { $in: ids }, user_id: userId }).toArray();
      return documents.map((document) => uploadDocument.fromDocument(document));
    },

    /** Whether a file of the user's has the object. */
    async hasObject(userId: UserId, s3Key: string): Promise<boolean> {
      const found = await uploads.findOne(
        { user_id: userId, s3_key: s3Key },
        { projection: { _id: 1 } },
      );
      return found !== null;
    },

    /** Newest first. */
    async list(userId: UserId, type: FileType, limit: number): Promise<Upload[]> {
      const documents = await uploads
        .find({ user_id: userId, type })
        .sort({ created_at: -1 })
        .limit(limit)
        .toArray();
      return documents.map((document) => uploadDocument.fromDocument(document));
    },

    /**
     * Files of a folder that were brought before a time.
     * @param s3Keys what the keys of their objects look like
     */
    async listInFolderAsSystem(
      subfolder: string,
      s3Keys: RegExp,
      before: Date,
      limit: number,
    ): Promise<Upload[]> {
      const documents = await uploads
        .find({ subfolder, created_at: { $lt: before }, s3_key: s3Keys })
        .limit(limit)
        .toArray();
      return documents.map((document) => uploadDocument.fromDocument(document));
    },

    /**
     * Takes names away; the bytes are the caller's business. A file that was brought again since it was
     * read stays. @returns how many went
     */
    async removeUnchangedAsSystem(read: readonly Upload[]): Promise<number> {
      if (read.length === 0) return 0;
      const { deletedCount } = await uploads.bulkWrite(
        read.map(({ userId, id, s3Key, createdAt }) => ({
          deleteOne: {
            filter: { user_id: userId, _id: id, s3_key: s3Key, created_at: createdAt },
          },
        })),
        { ordered: false },
      );
      return deletedCount;
    },
  };
}
