/** Graphs that ended their runners, counted for each user apart: nobody's graph is refused for another's. */
import { ownedId, type RunId, type UserId } from '@/lib/kernel/ids';

import type { Collections } from '../collections';

export type GraphStrikeRepository = ReturnType<typeof graphStrikeRepository>;

export interface GraphStrikes {
  readonly strikes: number;
  /** What happened to the runner the last time. */
  readonly reason: string;
}

const idOf = (userId: UserId, workflowId: string): string => ownedId('strikes', userId, workflowId);

export function graphStrikeRepository({ graphStrikes }: Pick<Collections, 'graphStrikes'>) {
  return {
    /** Writes that a runner ended with the run; saying it again for the same claim counts once. */
    async strike(
      userId: UserId,
      workflowId: string,
      claim: { readonly runId: RunId; readonly attempt: number },
      reason: string,
      at: Date,
    ): Promise<void> {
      await graphStrikes.updateOne(
        { _id: idOf(userId, workflowId) },
        {
          $addToSet: { claims: `${claim.runId}:${claim.attempt}` },
          $set: { user_id: userId, workflow_id: workflowId, reason, struck_at: at },
        },
        { upsert: true },
      );
    },

    /** @param since strikes whose last one is older are forgotten */
    async find(userId: UserId, workflowId: string, since: Date): Promise<GraphStrikes | null> {
      const document = await graphStrikes.findOne({
        _id: idOf(userId, workflowId),
        struck_at: { $gte: since },
      });
      return document && { strikes: document.claims.length, reason: document.reason };
    },
  };
}
