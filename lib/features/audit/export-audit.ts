/** The audit record as a file: lines that are made one after the other, however long the record is. */
import type { AuditEntry } from '@/lib/domain/audit';
import type { AuditFilter, AuditRepository } from '@/prisma-free-db/repositories/audit';

import { toAuditRow, type AuditRow } from './audit-row';

export const EXPORT_FORMATS = ['csv', 'jsonl'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

const COLUMNS = [
  'at',
  'actorEmail',
  'act',
  'targetKind',
  'targetName',
  'targetId',
  'before',
  'after',
  'address',
  'problem',
  'actorId',
  'id',
] as const satisfies readonly (keyof AuditRow)[];

/** A spreadsheet runs a cell that begins so as a formula; a quote in front keeps it text. */
const FORMULA = /^[=+\-@\t\r]/;

function cell(value: unknown): string {
  const plain = typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value);
  const text = FORMULA.test(plain) ? `'${plain}` : plain;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const LINE: Record<ExportFormat, (row: AuditRow) => string> = {
  csv: (row) => `${COLUMNS.map((name) => cell(row[name])).join(',')}\r\n`,
  jsonl: (row) => `${JSON.stringify(row)}\n`,
};

export async function* exportLines(
  entries: AsyncIterable<AuditEntry>,
  format: ExportFormat,
): AsyncGenerator<string> {
  if (format === 'csv') yield `${COLUMNS.join(',')}\r\n`;
  for await (const entry of entries) yield LINE[format](toAuditRow(entry));
}

/** The lines of what matches, as bytes. */
export function exportAudit(
  audit: Pick<AuditRepository, 'streamAsSystem'>,
  filter: AuditFilter,
  format: ExportFormat,
): ReadableStream<Uint8Array> {
  const lines = exportLines(audit.streamAsSystem(filter), format);
  const encoder = new TextEncoder();
  return new ReadableStream({
    async pull(controller) {
      const next = await lines.next();
      if (next.done === true) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
}
