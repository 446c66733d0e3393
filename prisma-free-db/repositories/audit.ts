import type { Document, Filter } from 'mongodb';

import type { AuditEntry } from '@/lib/domain/audit';

import type { Collections } from '../collections';
import { auditEntryDocument } from '../documents/audit-entry';
import { containing } from '../text-filter';

export interface AuditFilter {
  /** Part of the actor's address. */
  readonly actor?: string | undefined;
  /** Part of the target's name or id. */
  readonly target?: string | undefined;
  readonly act?: string | undefined;
  readonly from?: Date | undefined;
  readonly to?: Date | undefined;
}

export type AuditRepository = ReturnType<typeof auditRepository>;

/** There is no method to change or remove an entry: the record only grows. */
export function auditRepository({ audit }: Pick<Collections, 'audit'>) {
  const matching = ({ actor, target, act, from, to }: AuditFilter) =>
    ({
      ...(actor !== undefined && { actor_email: containing(actor) }),
      ...(target !== undefined && {
        $or: [{ target_name: containing(target) }, { target_id: target }],
      }),
      ...(act !== undefined && { act }),
      ...((from !== undefined || to !== undefined) && {
        at: { ...(from && { $gte: from }), ...(to && { $lt: to }) },
      }),
    }) as Filter<Document & { _id: string }>;

  return {
    async appendAsSystem(entry: AuditEntry): Promise<void> {
      await audit.insertOne(auditEntryDocument.toDocument(entry));
    },

    /** Newest first. */
    async listAsSystem(filter: AuditFilter, limit: number, offset: number): Promise<AuditEntry[]> {
      const documents = await audit
        .find(matching(filter))
        .sort({ at: -1, _id: -1 })
        .skip(offset)
        .limit(limit)
        .toArray();
      return documents.map((document) => auditEntryDocument.fromDocument(document));
    },

    async countAsSystem(filter: AuditFilter): Promise<number> {
      return audit.countDocuments(matching(filter));
    },

    /** All that match, newest first, one after the other, however many there are. */
    async *streamAsSystem(filter: AuditFilter): AsyncGenerator<AuditEntry> {
      const found = audit.find(matching(filter)).sort({ at: -1, _id: -1 }).batchSize(500);
      for await (const document of found) yield auditEntryDocument.fromDocument(document);
    },
  };
}
