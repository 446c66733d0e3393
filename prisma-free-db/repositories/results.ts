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
  };
}
