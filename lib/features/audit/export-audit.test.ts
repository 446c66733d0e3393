import { expect, test } from 'vitest';

import type { AuditEntry } from '@/lib/domain/audit';
import type { UserId } from '@/lib/kernel/ids';

import { exportLines } from './export-audit';

const entry: AuditEntry = {
  id: '1',
  at: new Date('2026-01-02T03:04:05Z'),
  act: 'user.change',
  actorId: 'a'.repeat(32) as UserId,
  actorEmail: 'admin@example.org',
  targetKind: 'user',
  targetId: 'b'.repeat(32),
  targetName: '=HYPERLINK("https://example.org")',
  before: { role: 'user' },
  after: { role: 'admin' },
  address: '192.0.2.1',
  problem: null,
};

async function* one(): AsyncGenerator<AuditEntry> {
  yield await Promise.resolve(entry);
}

async function linesOf(format: 'csv' | 'jsonl'): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of exportLines(one(), format)) lines.push(line);
  return lines;
}

test('CSV has a head, quoted cells, and no cell that a spreadsheet would run', async () => {
  const [head, line] = await linesOf('csv');
  expect(head).toMatch(/^at,actorEmail,act,/);
  expect(line).toContain(`"'=HYPERLINK(""https://example.org"")"`);
  expect(line).toContain('"{""role"":""user""}"');
});

test('JSON lines hold the whole entry', async () => {
  const [line] = await linesOf('jsonl');
  expect(JSON.parse(line ?? '')).toEqual({ ...entry, at: '2026-01-02T03:04:05.000Z' });
});
