import { may } from '@/lib/domain/permissions';
import type { Slot } from '@/lib/domain/slot';
import type { Caller } from '@/lib/domain/user';
import type { RunId } from '@/lib/kernel/ids';
import type { Database } from '@/prisma-free-db/client';

import { toSlotRow, type SlotRow } from './slot-row';

export type SlotListDb = Pick<Database, 'slots' | 'slotOrders' | 'runConsole' | 'users'>;

/** All slots, by worker and number, with who uses each where the caller may see that. */
export async function listSlots(
  db: SlotListDb,
  caller: Pick<Caller, 'role'>,
  now = new Date(),
): Promise<SlotRow[]> {
  const slots = await db.slots.listAsSystem();
  const sees = may(caller.role, 'runs.content');
  const [orders, users] = await Promise.all([
    db.slotOrders.listAsSystem(slots.map(({ id }) => id)),
    sees ? usersOf(db, slots) : new Map<string, string>(),
  ]);
  const wishes = new Map(orders.map(({ id, wanted }) => [id, wanted]));
  return slots
    .map((slot) => toSlotRow(slot, { caller, now, users, wishes }))
    .sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }));
}

async function usersOf(db: SlotListDb, slots: readonly Slot[]): Promise<Map<string, string>> {
  const busy = slots.filter(({ runId }) => runId !== null);
  const runs = await Promise.all(
    busy.map(({ runId }) => db.runConsole.findAsSystem(runId as RunId)),
  );
  const owners = runs.filter((run) => run !== null).map(({ userId }) => userId);
  const emails = await db.users.emailsAsSystem(owners);
  return new Map(busy.map(({ id }, index) => [id, emails.get(runs[index]?.userId ?? '') ?? '']));
}
