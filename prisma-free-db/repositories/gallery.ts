/** The gallery of a user: lists by filter and position, and what the owner changes. */
import type { GalleryFilter, GalleryPosition } from '@/lib/domain/gallery-filter';
import { TAGS_MAX, type Generation } from '@/lib/domain/generation';
import type { GenerationId, UserId } from '@/lib/kernel/ids';

import type { Collections } from '../collections';
import { generationDocument } from '../documents/generation';
import { galleryQuery } from '../gallery-query';

export type GalleryRepository = ReturnType<typeof galleryRepository>;

export interface ValueCount {
  readonly value: string;
  readonly count: number;
}

const NEWEST_FIRST = { created_at: -1, _id: -1 } as const;
/** Models are counted among so many newest generations: the figure helps to choose, no more. */
const COUNTED_MAX = 2_000;
const VALUES_MAX = 200;

export function galleryRepository({ generations }: Pick<Collections, 'generations'>) {
  return {
    /** Newest first, behind a position. */
    async list(
      userId: UserId,
      filter: GalleryFilter,
      after: GalleryPosition | null,
      limit: number,
    ): Promise<Generation[]> {
      const documents = await generations
        .find(galleryQuery(userId, filter, after), { projection: { terms: 0 } })
        .sort(NEWEST_FIRST)
        .limit(limit)
        .toArray();
      return documents.map((document) => generationDocument.fromDocument(document));
    },

    /** Newest first, by number. @param page counts from 1 */
    async listPage(
      userId: UserId,
      filter: GalleryFilter,
      page: number,
      pageSize: number,
    ): Promise<Generation[]> {
      const documents = await generations
        .find(galleryQuery(userId, filter), { projection: { terms: 0 } })
        .sort(NEWEST_FIRST)
        .skip((page - 1) * pageSize)
        .limit(pageSize)
        .toArray();
      return documents.map((document) => generationDocument.fromDocument(document));
    },

    async count(userId: UserId, filter: GalleryFilter): Promise<number> {
      return generations.countDocuments(galleryQuery(userId, filter));
    },

    /** Those of the named generations that are the user's, in the gallery or in the trash. */
    async findMany(userId: UserId, ids: readonly GenerationId[]): Promise<Generation[]> {
      const documents = await generations
        .find(
          { _id: { $in: [...ids] }, user_id: userId, type: 'output' },
          { projection: { terms: 0 } },
        )
        .toArray();
      return documents.map((document) => generationDocument.fromDocument(document));
    },

    async setFavourite(
      userId: UserId,
      ids: readonly GenerationId[],
      favourite: boolean,
    ): Promise<void> {
      await generations.updateMany(
        { _id: { $in: [...ids] }, user_id: userId },
        { $set: { favourite } },
      );
    },

    /** Those that have as many tags as they may are left as they are. */
    async addTag(userId: UserId, ids: readonly GenerationId[], tag: string): Promise<void> {
      await generations.updateMany(
        { _id: { $in: [...ids] }, user_id: userId, [`tags.${TAGS_MAX - 1}`]: { $exists: false } },
        { $addToSet: { tags: tag } },
      );
    },

    async removeTag(userId: UserId, ids: readonly GenerationId[], tag: string): Promise<void> {
      await generations.updateMany({ _id: { $in: [...ids] }, user_id: userId, tags: tag }, {
        $pull: { tags: tag },
      } as object);
    },

    /** Into the trash, or back; what is being removed for ever does not come back. */
    async setDeleted(
      userId: UserId,
      ids: readonly GenerationId[],
      deletedAt: Date | null,
    ): Promise<void> {
      await generations.updateMany(
        {
          _id: { $in: [...ids] },
          user_id: userId,
          deleted_at: deletedAt === null ? { $ne: null } : null,
          ...(deletedAt === null && { removing_at: null }),
        },
        { $set: { deleted_at: deletedAt } },
      );
    },

    /**
     * Marks what is temporary or in the trash before its objects go, so that it cannot be restored in
     * between. @returns the marked ones; what was restored meanwhile is not among them
     */
    async startRemoving(
      userId: UserId,
      ids: readonly GenerationId[],
      at: Date,
    ): Promise<Generation[]> {
      const given = { user_id: userId, _id: { $in: [...ids] } };
      await generations.updateMany(
        { ...given, $or: [{ type: 'temp' }, { deleted_at: { $ne: null } }] },
        { $set: { removing_at: at } },
      );
      const documents = await generations
        .find({ ...given, removing_at: { $ne: null } }, { projection: { terms: 0 } })
        .toArray();
      return documents.map((document) => generationDocument.fromDocument(document));
    },

    /** Takes the marks away: the objects could not be removed. */
    async stopRemoving(userId: UserId, ids: readonly GenerationId[]): Promise<void> {
      await generations.updateMany(
        { user_id: userId, _id: { $in: [...ids] } },
        { $set: { removing_at: null } },
      );
    },

    /** Takes out what is marked, after its objects are gone. @returns how many there were */
    async finishRemoving(userId: UserId, ids: readonly GenerationId[]): Promise<number> {
      const { deletedCount } = await generations.deleteMany({
        user_id: userId,
        _id: { $in: [...ids] },
        removing_at: { $ne: null },
      });
      return deletedCount;
    },

    /** Keys that generations other than these name as well: their objects have to stay. */
    async keysOfOthers(
      userId: UserId,
      ids: readonly GenerationId[],
      s3Keys: readonly string[],
    ): Promise<Set<string>> {
      const documents = await generations
        .find(
          { user_id: userId, s3_key: { $in: [...s3Keys] }, _id: { $nin: [...ids] } },
          { projection: { s3_key: 1 } },
        )
        .toArray();
      return new Set(documents.map((document) => String(document['s3_key'])));
    },

    /** All tags in use, in their order. */
    async listTags(userId: UserId): Promise<string[]> {
      const tags = (await generations.distinct('tags', galleryQuery(userId, {}))) as unknown[];
      return tags
        .filter((tag): tag is string => typeof tag === 'string')
        .sort((a, b) => a.localeCompare(b))
        .slice(0, VALUES_MAX);
    },

    /** Models of the newest generations, the most used first. */
    async countModels(userId: UserId): Promise<ValueCount[]> {
      const rows = await generations
        .aggregate([
          { $match: galleryQuery(userId, {}) },
          { $sort: NEWEST_FIRST },
          { $limit: COUNTED_MAX },
          { $unwind: '$models' },
          { $group: { _id: '$models', count: { $sum: 1 } } },
          { $sort: { count: -1, _id: 1 } },
          { $limit: VALUES_MAX },
        ])
        .toArray();
      return rows.map((row) => ({ value: String(row['_id']), count: Number(row['count']) }));
    },
  };
}
