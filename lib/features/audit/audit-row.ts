import type { AuditEntry } from '@/lib/domain/audit';

/** An entry as the console and the export show it. */
export interface AuditRow extends Omit<AuditEntry, 'at' | 'actorId'> {
  /** ISO 8601. */
  readonly at: string;
  readonly actorId: string;
}

export function toAuditRow(entry: AuditEntry): AuditRow {
  return { ...entry, at: entry.at.toISOString() };
}
