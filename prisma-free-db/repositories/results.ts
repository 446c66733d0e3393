/** The studio's panel on a user's generations: short pages by place, never by number. */
import type { Generation } from '@/lib/domain/generation';
import type { GenerationId, UserId } from '@/lib/kernel/ids';

import type { Collections } from '../collections';
import { generationDocument } from '../documents/generation';

/** A place in the list: the last one that was given out. */
export interface ResultPlace {
  readonly createdAt: Date;
  readonly id: GenerationId;
}

/** What is known of one of the editor's workflows by its newest results. */
interface WorkflowUse {
  readonly id: string;
  /** Among the results that were looked at. */
  readonly count: number;
  readonly newestAt: Date;
  readonly newestName: string;
}

/** Workflows are looked for among so many newest results. */
const LOOKED_AT_MAX = 2_000;

export type ResultRepository = ReturnType<typeof resultRepository>;

export function resultRepository({ generations }: Pick<Collections, 'generations'>) {
  return {
    /**
     * The owner's results that are not in the trash, newest first.
     * @param editorWorkflowId only those of one of the editor's workflows; null: all
     * @param after what follows this place; null: from the newest
     */
    async list(
      userId: UserId,
      editorWorkflowId: string | null,
      after: ResultPlace | null,
      limit: number,
    ): Promise<Generation[]> {
      const documents = await generations
        .find({
          user_id: userId,
          type: 'output',
          deleted_at: null,
          ...(editorWorkflowId !== null && { editor_workflow_id: editorWorkflowId }),
          ...(after !== null && {
            created_at: { $lte: after.createdAt },
            $or: [{ created_at: { $lt: after.createdAt } }, { _id: { $lt: after.id } }],
          }),
        })
        .sort({ created_at: -1, _id: -1 })
        .limit(limit)
        .toArray();
      return documents.map((document) => generationDocument.fromDocument(document));
    },

    /** The editor's workflows that made the newest results, the last one that was used first. */
    async listWorkflows(userId: UserId, limit: number): Promise<WorkflowUse[]> {
      const rows = await generations
        .aggregate([
          { $match: { user_id: userId, type: 'output', deleted_at: null } },
          { $sort: { created_at: -1, _id: -1 } },
          { $limit: LOOKED_AT_MAX },
          { $match: { editor_workflow_id: { $type: 'string' } } },
          {
            $group: {
              _id: '$editor_workflow_id',
              count: { $sum: 1 },
              newest_at: { $first: '$created_at' },
              newest_name: { $first: '$filename' },
            },
          },
          { $sort: { newest_at: -1, _id: 1 } },
          { $limit: limit },
        ])
        .toArray();
      return rows.map((row) => ({
        id: String(row['_id']),
        count: Number(row['count']),
        newestAt: row['newest_at'] as Date,
        newestName: String(row['newest_name']),
      }));
    },
  };
}
