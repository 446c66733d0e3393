import type { Slot } from '@/lib/domain/slot';
import { isWorkspacePool } from '@/lib/domain/workspace';

import type { Collections } from '../collections';
import { slotDocument } from '../documents/slot';

export type SlotRepository = ReturnType<typeof slotRepository>;

/** Slots belong to the installation, not to a user: every method is the system's. */
export function slotRepository({ slots }: Pick<Collections, 'slots'>) {
  return {
    async putAsSystem(slot: Slot): Promise<void> {
      const { _id, ...fields } = slotDocument.toDocument(slot);
      await slots.updateOne({ _id }, { $set: fields }, { upsert: true });
    },

    async removeAsSystem(slotId: string): Promise<void> {
      await slots.deleteOne({ _id: slotId });
    },

    /** Slots that nothing was heard of since `before`. @returns how many were removed */
    async removeSilentAsSystem(before: Date): Promise<number> {
      const { deletedCount } = await slots.deleteMany({ heartbeat_at: { $lt: before } });
      return deletedCount;
    },

    /**
     * All slots, or those of a pool, with the most recently heard first. What a workspace made of a
     * slot is only in the workspace's own pool: the slot itself is there as leased.
     */
    async listAsSystem(pool?: string): Promise<Slot[]> {
      const documents = await slots
        .find(pool === undefined ? {} : { pool })
        .sort({ heartbeat_at: -1 })
        .toArray();
      const found = documents.map((document) => slotDocument.fromDocument(document));
      return pool === undefined ? found.filter((slot) => !isWorkspacePool(slot.pool)) : found;
    },
  };
}
