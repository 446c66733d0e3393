import type { Document, Filter } from 'mongodb';

import type { Generation, Thumbnail } from '@/lib/domain/generation';
import { termsOf } from '@/lib/domain/search-terms';
import type { GenerationId, RunId, UserId } from '@/lib/kernel/ids';

import type { Collections } from '../collections';
import { generationDocument } from '../documents/generation';
import { duplicatesOf } from '../duplicates';
import { joinCalls } from '../join-calls';

/** Where a file lies as ComfyUI names it. */
export interface FileName {
  readonly type: 'output' | 'temp';
  readonly subfolder: string;
  readonly filename: string;
}

interface Update {
  readonly filter: Filter<Document & { readonly _id: string }>;
  readonly update: Document;
  readonly upsert?: boolean;
}

export type GenerationRepository = ReturnType<typeof generationRepository>;

type NewDocument = Document & { readonly _id: string };

/** @returns which of so many writes were done; the others met a document that is there already */
async function unlessThere(count: number, write: () => Promise<unknown>): Promise<boolean[]> {
  let refused: ReadonlySet<number> = new Set();
  try {
    await write();
  } catch (error) {
    const duplicates = duplicatesOf(error);
    if (duplicates === null) throw error;
    refused = duplicates;
  }
  return Array.from({ length: count }, (_, index) => !refused.has(index));
}

export function generationRepository({ generations }: Pick<Collections, 'generations'>) {
  const unordered = { ordered: false } as const;
  /** Many files of many runs are recorded at the same time. False: the document is there. */
  const insert = joinCalls<NewDocument, boolean>((documents) =>
    unlessThere(documents.length, () => generations.insertMany([...documents], unordered)),
  );
  /** False: the document is there, and another's. */
  const update = joinCalls<Update, boolean>((updates) =>
    unlessThere(updates.length, () =>
      generations.bulkWrite(
        updates.map((updateOne) => ({ updateOne })),
        unordered,
      ),
    ),
  );

  return {
    /**
     * Writes a generation; writing it again changes nothing but its facts, and keeps thumbnails, marks and deletion.
     * @param claim which claim of its run writes
     * @returns false when a later claim wrote it already: then this one is not to be heard any more
     */
    async put(generation: Generation, claim = 1): Promise<boolean> {
      const { _id, ...document } = generationDocument.toDocument(generation);
      const { thumbs, thumb_key, thumb_hash, deleted_at, favourite, tags, ...facts } =
        document as Record<string, unknown>;
      const terms = termsOf(generation.filename, generation.prompt);
      // Nearly every one is new, and the database has the least to do for an insert.
      if (await insert({ _id, ...document, terms, claim })) return true;
      return update({
        filter: { _id, user_id: generation.userId, claim: { $not: { $gt: claim } } },
        update: {
          $set: { ...facts, terms, claim },
          $setOnInsert: { thumbs, thumb_key, thumb_hash, deleted_at, favourite, tags },
        },
        upsert: true,
      });
    },

    async find(userId: UserId, id: GenerationId): Promise<Generation | null> {
      const document = await generations.findOne({ _id: id, user_id: userId });
      return document && generationDocument.fromDocument(document);
    },

    /** The newest file of that name. Deleted ones are not found. */
    async findByName(userId: UserId, name: FileName): Promise<Generation | null> {
      const [document] = await generations
        .find({ user_id: userId, ...name, deleted_at: null })
        .sort({ created_at: -1 })
        .limit(1)
        .toArray();
      return document === undefined ? null : generationDocument.fromDocument(document);
    },

    /** Whether a generation of the user's has the object, in the trash or not. */
    async hasObject(userId: UserId, s3Key: string): Promise<boolean> {
      const found = await generations.findOne(
        { user_id: userId, s3_key: s3Key },
        { projection: { _id: 1 } },
      );
      return found !== null;
    },

    /** Whether a file of another run has the name. Deleted ones do not count. */
    async isNamedByOther({
      userId,
      runId,
      ...name
    }: FileName & Pick<Generation, 'userId' | 'runId'>): Promise<boolean> {
      const { type, subfolder, filename } = name;
      const other = await generations.findOne(
        {
          ...{ user_id: userId, type, subfolder, filename },
          ...{ deleted_at: null, run_id: { $ne: runId } },
        },
        { projection: { _id: 1 } },
      );
      return other !== null;
    },

    /** The file is known by another name from now on; the object stays where it is. */
    async rename(userId: UserId, id: GenerationId, claim: number, filename: string): Promise<void> {
      await generations.updateOne({ _id: id, user_id: userId, claim }, { $set: { filename } });
    },

    /** All that a run made, also what its owner threw away since. */
    async listOfRun(userId: UserId, runId: RunId): Promise<Generation[]> {
      const documents = await generations.find({ user_id: userId, run_id: runId }).toArray();
      return documents.map((document) => generationDocument.fromDocument(document));
    },

    async listByRun(userId: UserId, runId: RunId): Promise<Generation[]> {
      const documents = await generations
        .find({ user_id: userId, run_id: runId, deleted_at: null })
        .toArray();
      return documents.map((document) => generationDocument.fromDocument(document));
    },

    /** Newest output file names, for `/internal/files/output`. */
    async listNames(userId: UserId, type: 'output' | 'temp', limit: number): Promise<string[]> {
      const documents = await generations
        .find(
          { user_id: userId, type, subfolder: '', deleted_at: null },
          { projection: { filename: 1 } },
        )
        .sort({ created_at: -1 })
        .limit(limit)
        .toArray();
      return documents.map((document) => String(document['filename']));
    },

    async setThumbnails(
      userId: UserId,
      id: GenerationId,
      thumbs: readonly Thumbnail[],
      facts: Partial<
        Pick<Generation, 'width' | 'height' | 'thumbHash' | 'mediaDurationMs' | 'frames'>
      >,
    ): Promise<void> {
      const fields = generationDocument.toFields({
        thumbs,
        thumbKey: thumbs[0]?.key ?? null,
        ...facts,
      });
      await update({ filter: { _id: id, user_id: userId }, update: { $set: fields } });
    },

    /** Pictures of the gallery without thumbnails, made between two times: what a crash left undone. */
    async listUnthumbedAsSystem(after: Date, before: Date, limit: number): Promise<Generation[]> {
      const documents = await generations
        .find({
          thumb_key: null,
          media_type: 'image',
          type: 'output',
          created_at: { $gt: after, $lt: before },
        })
        .limit(limit)
        .toArray();
      return documents.map((document) => generationDocument.fromDocument(document));
    },

    /** Gives terms to generations that earlier versions wrote without. @returns how many there were */
    async addTermsAsSystem(limit: number): Promise<number> {
      const documents = await generations
        .find(
          { type: 'output', terms: { $exists: false } },
          { projection: { user_id: 1, filename: 1, prompt: 1 } },
        )
        .limit(limit)
        .toArray();
      if (documents.length === 0) return 0;
      await generations.bulkWrite(
        documents.map(({ _id, ...document }) => ({
          updateOne: {
            filter: { _id, user_id: String(document['user_id']) },
            update: {
              $set: { terms: termsOf(String(document['filename']), String(document['prompt'])) },
            },
          },
        })),
        { ordered: false },
      );
      return documents.length;
    },

    /** A file that is named like a picture and cannot be read as one: shown as a plain file. */
    async markUnreadable(userId: UserId, id: GenerationId): Promise<void> {
      const fields = generationDocument.toFields({ mediaType: 'other' });
      await generations.updateOne({ _id: id, user_id: userId }, { $set: fields });
    },

    /** Takes out a generation whose object this claim of its run could not store. */
    async removeOfClaim(userId: UserId, id: GenerationId, claim: number): Promise<void> {
      await generations.deleteOne({ _id: id, user_id: userId, claim });
    },

    /** What earlier claims of the run made and this one did not make again. */
    async listOfEarlierClaims(userId: UserId, runId: RunId, claim: number): Promise<Generation[]> {
      const documents = await generations
        .find({ user_id: userId, run_id: runId, claim: { $lt: claim } })
        .toArray();
      return documents.map((document) => generationDocument.fromDocument(document));
    },

    async removeOfEarlierClaims(userId: UserId, runId: RunId, claim: number): Promise<void> {
      await generations.deleteMany({ user_id: userId, run_id: runId, claim: { $lt: claim } });
    },

    /** Results made before a time that are in the gallery and nobody's favourites. */
    async listOldAsSystem(before: Date, limit: number): Promise<Generation[]> {
      const documents = await generations
        .find({
          type: 'output',
          deleted_at: null,
          created_at: { $lt: before },
          favourite: { $ne: true },
        })
        .limit(limit)
        .toArray();
      return documents.map((document) => generationDocument.fromDocument(document));
    },

    async setDeletedAsSystem(ids: readonly GenerationId[], deletedAt: Date): Promise<void> {
      await generations.updateMany(
        { _id: { $in: [...ids] }, deleted_at: null, favourite: { $ne: true } },
        { $set: { deleted_at: deletedAt } },
      );
    },

    /** Expired generations: temporary ones, or ones long in the trash. */
    async listExpiredAsSystem(
      tempBefore: Date,
      deletedBefore: Date,
      limit: number,
    ): Promise<Generation[]> {
      const documents = await generations
        .find({
          $or: [
            { type: 'temp', created_at: { $lt: tempBefore } },
            { deleted_at: { $lt: deletedBefore, $ne: null } },
          ],
        })
        .limit(limit)
        .toArray();
      return documents.map((document) => generationDocument.fromDocument(document));
    },
  };
}
