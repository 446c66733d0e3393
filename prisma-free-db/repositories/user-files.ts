/** A user's own files as the editor keeps them: saved workflows, subgraphs, templates. */
import { ownedId, type UserId } from '@/lib/kernel/ids';

import type { Collections, UserFileDocument } from '../collections';
import { onceMore } from '../duplicates';

export interface UserFileInfo {
  /** From the user's root, forward slashes. */
  readonly path: string;
  readonly size: number;
  readonly createdAt: Date;
  readonly modifiedAt: Date;
}

export interface UserFile extends UserFileInfo {
  readonly content: Uint8Array;
}

export type UserFileRepository = ReturnType<typeof userFileRepository>;

const escapeRegex = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

export function userFileRepository({ userFiles }: Pick<Collections, 'userFiles'>) {
  const idOf = (userId: UserId, path: string) => ownedId('file', userId, path);
  const toInfo = (document: Omit<UserFileDocument, 'content'>): UserFileInfo => ({
    path: document.path,
    size: document.size,
    createdAt: document.created_at,
    modifiedAt: document.modified_at,
  });

  return {
    async read(userId: UserId, path: string): Promise<UserFile | null> {
      const document = await userFiles.findOne(
        { _id: idOf(userId, path), user_id: userId },
        { promoteBuffers: true },
      );
      return document && { ...toInfo(document), content: document.content };
    },

    async stat(userId: UserId, path: string): Promise<UserFileInfo | null> {
      const document = await userFiles.findOne(
        { _id: idOf(userId, path), user_id: userId },
        { projection: { content: 0 } },
      );
      return document && toInfo(document);
    },

    /** @returns the file's facts, or null when it exists and `overwrite` is false */
    async write(
      userId: UserId,
      path: string,
      content: Uint8Array,
      overwrite: boolean,
    ): Promise<UserFileInfo | null> {
      const now = new Date();
      const filter = { _id: idOf(userId, path), user_id: userId };
      const fields = {
        path,
        content: Buffer.from(content),
        size: content.byteLength,
        modified_at: now,
      };
      const update = overwrite
        ? { $set: fields, $setOnInsert: { created_at: now } }
        : { $setOnInsert: { ...fields, created_at: now } };
      const { upsertedCount } = await onceMore(() =>
        userFiles.updateOne(filter, update, { upsert: true }),
      );
      if (!overwrite && upsertedCount === 0) return null;
      return this.stat(userId, path);
    },

    count: (userId: UserId): Promise<number> => userFiles.countDocuments({ user_id: userId }),

    /** @returns whether there was such a file */
    async remove(userId: UserId, path: string): Promise<boolean> {
      const { deletedCount } = await userFiles.deleteOne({
        _id: idOf(userId, path),
        user_id: userId,
      });
      return deletedCount === 1;
    },

    /** Files below a folder (empty: all), without their content. */
    async listBelow(userId: UserId, folder: string): Promise<UserFileInfo[]> {
      const documents = await userFiles
        .find(
          {
            user_id: userId,
            ...(folder !== '' && { path: { $regex: `^${escapeRegex(folder)}/` } }),
          },
          { projection: { content: 0 } },
        )
        .sort({ path: 1 })
        .toArray();
      return documents.map(toInfo);
    },
  };
}
