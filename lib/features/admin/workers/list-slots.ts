import { may } from '@/lib/domain/permissions';
import type { Slot } from '@/lib/domain/slot';
import type { Caller } from '@/lib/domain/user';
import { workspacePool, type Workspace } from '@/lib/domain/workspace';
import type { RunId } from '@/lib/kernel/ids';
import type { Database } from '@/prisma-free-db/client';

import { toSlotRow, type SlotRow } from './slot-row';

export type SlotListDb = Pick<
  Database,
  'slots' | 'slotOrders' | 'runConsole' | 'users' | 'workspaces'
>;

/**
 * All slots of pools, by worker and number, with who uses each where the caller may see that. What a
 * workspace's process does is shown at the slot that it holds.
 */
export async function listSlots(
  db: SlotListDb,
  caller: Pick<Caller, 'role'>,
  now = new Date(),
): Promise<SlotRow[]> {
  const slots = await db.slots.listAsSystem();
  const workspaces = await workspacesOf(db, slots);
  const sees = may(caller.role, 'runs.content');
  const [orders, users, workspaceRuns] = await Promise.all([
    db.slotOrders.listAsSystem(slots.map(({ id }) => id)),
    sees ? usersOf(db, slots, workspaces) : new Map<string, string>(),
    runsIn(db, workspaces),
  ]);
  const wishes = new Map(orders.map(({ id, wanted }) => [id, wanted]));
  return slots
    .map((slot) => toSlotRow(slot, { caller, now, users, wishes, workspaces, workspaceRuns }))
    .sort((a, b) => a.id.localeCompare(b.id, 'en', { numeric: true }));
}

/** By slot id. */
async function workspacesOf(
  { workspaces }: SlotListDb,
  slots: readonly Slot[],
): Promise<Map<string, Workspace>> {
  const held = slots.filter(({ workspaceId }) => workspaceId !== null);
  const found = await workspaces.findAllAsSystem(held.map(({ workspaceId }) => `${workspaceId}`));
  return new Map(
    held.flatMap(({ id, workspaceId }) => {
      const workspace = found.find((one) => one.id === workspaceId);
      return workspace === undefined ? [] : [[id, workspace] as const];
    }),
  );
}

/** What workspaces' processes run, by the id of the slot that each holds. */
async function runsIn(
  { slots }: SlotListDb,
  workspaces: ReadonlyMap<string, Workspace>,
): Promise<Map<string, string | null>> {
  const found = await Promise.all(
    [...workspaces].map(async ([slotId, { id }]) => {
      const [own] = await slots.listAsSystem(workspacePool(id));
      return [slotId, own?.runId ?? null] as const;
    }),
  );
  return new Map(found);
}

/** E-mail addresses by slot id. */
async function usersOf(
  db: SlotListDb,
  slots: readonly Slot[],
  workspaces: ReadonlyMap<string, Workspace>,
): Promise<Map<string, string>> {
  const busy = slots.filter(({ runId }) => runId !== null);
  const runs = await Promise.all(
    busy.map(({ runId }) => db.runConsole.findAsSystem(runId as RunId)),
  );
  const owners = new Map([
    ...busy.map(({ id }, index) => [id, runs[index]?.userId] as const),
    ...[...workspaces].map(([id, { userId }]) => [id, userId] as const),
  ]);
  const known = [...owners.values()].filter((userId) => userId !== undefined);
  const emails = await db.users.emailsAsSystem([...new Set(known)]);
  return new Map([...owners].map(([id, userId]) => [id, emails.get(userId ?? '') ?? '']));
}
