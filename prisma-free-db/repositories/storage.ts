/** Who stores how much, and which of its objects documents name. */
import type { Document } from 'mongodb';

import { ACTIVE_STATES } from '@/lib/domain/prompt-run';
import type { UserId } from '@/lib/kernel/ids';

import type { Collections } from '../collections';

/** Bytes of one user's originals, uploads and saved files; thumbnails are ours and not counted. */
export interface StoredBytes {
  readonly results: number;
  /** Of the results, those in the trash: they take their place until they are removed. */
  readonly trash: number;
  readonly uploads: number;
  /** Saved workflows and what else the editor keeps as a file; these lie in the database. */
  readonly files: number;
}

export type StorageRepository = ReturnType<typeof storageRepository>;

const SUM = { $group: { _id: null, bytes: { $sum: '$bytes' } } };

export function storageRepository(
  collections: Pick<Collections, 'generations' | 'uploads' | 'promptRuns' | 'userFiles'>,
) {
  const { generations, uploads, promptRuns } = collections;
  const sumOf = async (
    from: 'generations' | 'uploads' | 'userFiles',
    stages: Document[],
  ): Promise<number> => {
    const collection = collections[from] as Collections['uploads'];
    const [sum] = await collection.aggregate(stages).toArray();
    return Number(sum?.['bytes'] ?? 0);
  };
  const namedBy = async (
    found: AsyncIterable<Document>,
    keysOf: (document: Document) => readonly unknown[],
  ): Promise<string[]> => {
    const named: string[] = [];
    for await (const document of found) named.push(...keysOf(document).map(String));
    return named;
  };
  const readByRuns = (keys: readonly string[]): Promise<string[]> =>
    namedBy(
      promptRuns.find(
        { state: { $in: [...ACTIVE_STATES] }, 'inputs.s3Key': { $in: [...keys] } },
        { projection: { inputs: 1 } },
      ),
      (one) => (one['inputs'] as { s3Key: string }[]).map(({ s3Key }) => s3Key),
    );

  return {
    /** Summed from the documents, so it is right after any deletion. */
    async sum(userId: UserId): Promise<StoredBytes> {
      const [results, trash, uploaded, files] = await Promise.all([
        sumOf('generations', [{ $match: { user_id: userId } }, SUM]),
        sumOf('generations', [{ $match: { user_id: userId, deleted_at: { $ne: null } } }, SUM]),
        sumOf('uploads', [
          { $match: { user_id: userId } },
          // Several names may stand for the same bytes.
          { $group: { _id: '$s3_key', bytes: { $max: '$bytes' } } },
          SUM,
        ]),
        sumOf('userFiles', [
          { $match: { user_id: userId } },
          { $group: { _id: null, bytes: { $sum: '$size' } } },
        ]),
      ]);
      return { results, trash, uploads: uploaded, files };
    },

    /**
     * Those of the keys that a generation, an upload or a run that is not over names. The owner is
     * not asked for: a thing may have been given to another person, and its key does not change.
     */
    async namedKeysAsSystem(keys: readonly string[]): Promise<Set<string>> {
      const among = { $in: [...keys] };
      const byKey = { projection: { s3_key: 1 } };
      const named = await Promise.all([
        namedBy(generations.find({ s3_key: among }, byKey), (one) => [one['s3_key']]),
        namedBy(uploads.find({ s3_key: among }, byKey), (one) => [one['s3_key']]),
        readByRuns(keys),
      ]);
      return new Set(named.flat());
    },

    /** Those of the keys that a run that is not over reads. */
    keysOfActiveRunsAsSystem: async (keys: readonly string[]) => new Set(await readByRuns(keys)),

    /** Those of the ids that are ids of generations, in the trash or not. */
    async knownGenerationsAsSystem(ids: readonly string[]): Promise<Set<string>> {
      const found = generations.find({ _id: { $in: [...ids] } }, { projection: { _id: 1 } });
      return new Set(await namedBy(found, ({ _id }) => [_id]));
    },
  };
}
