import type { SlotOrder } from '@/lib/domain/slot';

import type { Collections } from '../collections';
import { slotOrderDocument } from '../documents/slot-order';

export type SlotOrderRepository = ReturnType<typeof slotOrderRepository>;

/** Orders belong to the installation, not to a user: every method is the system's. */
export function slotOrderRepository({ slotOrders }: Pick<Collections, 'slotOrders'>) {
  return {
    async putAsSystem(order: SlotOrder): Promise<void> {
      const { _id, ...fields } = slotOrderDocument.toDocument(order);
      await slotOrders.updateOne({ _id }, { $set: fields }, { upsert: true });
    },

    async findAsSystem(slotId: string): Promise<SlotOrder | null> {
      const document = await slotOrders.findOne({ _id: slotId });
      return document && slotOrderDocument.fromDocument(document);
    },

    /** Of these slots, those that were told something. */
    async listAsSystem(slotIds: readonly string[]): Promise<SlotOrder[]> {
      const documents = await slotOrders.find({ _id: { $in: [...slotIds] } }).toArray();
      return documents.map((document) => slotOrderDocument.fromDocument(document));
    },
  };
}
