/** Graphs that ended their runners, counted for each user apart: nobody's graph is refused for another's. */
import { ownedId, type RunId, type UserId } from '@/lib/kernel/ids';

import type { Collections, GraphStrikeDocument } from '../collections';

export type GraphStrikeRepository = ReturnType<typeof graphStrikeRepository>;

export interface GraphStrikes {
  readonly id: string;
  readonly userId: UserId;
  /** Hash of the graph. */
  readonly workflowId: string;
  readonly strikes: number;
  /** What happened to the runner the last time. */
  readonly reason: string;
  readonly struckAt: Date;
}

const idOf = (userId: UserId, workflowId: string): string => ownedId('strikes', userId, workflowId);

const toStrikes = (document: GraphStrikeDocument): GraphStrikes => ({
  id: document._id,
  userId: document.user_id as UserId,
  workflowId: document.workflow_id,
  strikes: document.claims.length,
  reason: document.reason,
  struckAt: document.struck_at,
});

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

    /**
     * Everybody's graphs with so many strikes, the latest first.
     * @param since those whose last strike is older are left out
     */
    async listAsSystem(since: Date, strikesMin: number, limit: number): Promise<GraphStrikes[]> {
      const documents = await graphStrikes
        .find({ struck_at: { $gte: since }, [`claims.${strikesMin - 1}`]: { $exists: true } })
        .sort({ struck_at: -1 })
        .limit(limit)
        .toArray();
      return documents.map(toStrikes);
    },

    async findAsSystem(id: string): Promise<GraphStrikes | null> {
      const document = await graphStrikes.findOne({ _id: id });
      return document && toStrikes(document);
    },

    /** Counts anew. @returns false when there was nothing to forget */
    async forgetAsSystem(id: string): Promise<boolean> {
      return (await graphStrikes.deleteOne({ _id: id })).deletedCount === 1;
    },

    /** @returns how many whose last strike is older went */
    async forgetOldAsSystem(before: Date): Promise<number> {
      return (await graphStrikes.deleteMany({ struck_at: { $lt: before } })).deletedCount;
    },
  };
}
