import type { Alert } from '@/lib/domain/alert';

import type { Collections } from '../collections';
import { alertDocument } from '../documents/alert';

export function alertRepository({ alerts }: Pick<Collections, 'alerts'>) {
  return {
    async raiseAsSystem(alert: Alert): Promise<void> {
      await alerts.insertOne(alertDocument.toDocument(alert));
    },

    async clearAsSystem(id: string, at: Date): Promise<void> {
      await alerts.updateOne({ _id: id, cleared_at: null }, { $set: { cleared_at: at } });
    },

    async listOpenAsSystem(): Promise<Alert[]> {
      const documents = await alerts.find({ cleared_at: null }).sort({ raised_at: -1 }).toArray();
      return documents.map((document) => alertDocument.fromDocument(document));
    },

    /** Those that were raised after `since`, newest first. */
    async listSinceAsSystem(since: Date, limit: number): Promise<Alert[]> {
      const documents = await alerts
        .find({ raised_at: { $gt: since } })
        .sort({ raised_at: -1 })
        .limit(limit)
        .toArray();
      return documents.map((document) => alertDocument.fromDocument(document));
    },

    async removeBeforeAsSystem(before: Date): Promise<number> {
      return (await alerts.deleteMany({ cleared_at: { $lt: before, $ne: null } })).deletedCount;
    },
  };
}
