import type { Rollup, RollupSpan } from '@/lib/domain/rollup';

import type { Collections } from '../collections';
import { rollupDocument } from '../documents/rollup';

export type RollupRepository = ReturnType<typeof rollupRepository>;

export function rollupRepository({ rollups }: Pick<Collections, 'rollups'>) {
  return {
    /** Writing one again puts it in the place of the earlier one. */
    async putAsSystem(rollup: Rollup): Promise<void> {
      const { _id, ...fields } = rollupDocument.toDocument(rollup);
      await rollups.updateOne({ _id }, { $set: fields }, { upsert: true });
    },

    /** Those that begin in `[from, to)`, oldest first. */
    async listAsSystem(span: RollupSpan, from: Date, to: Date): Promise<Rollup[]> {
      const documents = await rollups
        .find({ span, at: { $gte: from, $lt: to } })
        .sort({ at: 1 })
        .toArray();
      return documents.map((document) => rollupDocument.fromDocument(document));
    },

    /** The latest one. */
    async lastAsSystem(span: RollupSpan): Promise<Rollup | null> {
      const [last] = await rollups.find({ span }).sort({ at: -1 }).limit(1).toArray();
      return last === undefined ? null : rollupDocument.fromDocument(last);
    },

    async removeBeforeAsSystem(span: RollupSpan, before: Date): Promise<number> {
      return (await rollups.deleteMany({ span, at: { $lt: before } })).deletedCount;
    },
  };
}
