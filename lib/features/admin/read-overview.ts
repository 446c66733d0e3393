/** What an admin sees first: the slots and how much runs and waits. */
import { isOnline, type Slot } from '@/lib/domain/slot';
import type { Database } from '@/prisma-free-db/client';

export interface SlotRow extends Omit<Slot, 'heartbeatAt' | 'systemStats' | 'objectInfoHash'> {
  readonly online: boolean;
  /** ISO 8601. */
  readonly heartbeatAt: string;
}

export interface Overview {
  readonly slots: readonly SlotRow[];
  readonly runs: { readonly waiting: number; readonly running: number };
  readonly users: number;
}

export async function readOverview(
  db: Pick<Database, 'slots' | 'promptRuns' | 'users'>,
  now = new Date(),
): Promise<Overview> {
  const [slots, waiting, running, users] = await Promise.all([
    db.slots.listAsSystem(),
    db.promptRuns.countByStateAsSystem('queued'),
    db.promptRuns.countByStateAsSystem('running'),
    db.users.countAsSystem(),
  ]);
  return { slots: slots.map((slot) => toRow(slot, now)), runs: { waiting, running }, users };
}

function toRow(slot: Slot, now: Date): SlotRow {
  const { systemStats: _stats, objectInfoHash: _hash, heartbeatAt, ...facts } = slot;
  return { ...facts, online: isOnline(slot, now), heartbeatAt: heartbeatAt.toISOString() };
}
