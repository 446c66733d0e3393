/** A lent slot goes back to its pool when its device is free, and not before. */
import { setTimeout as delay } from 'node:timers/promises';

import type { Workspace } from '@/lib/domain/workspace';
import type { Logger } from '@/lib/kernel/log';

import type { LendableSlot } from './lendable-slot';

const LOOK_EVERY_MS = 1_000;
/** Drivers take a moment to notice that a process is gone. */
const SAY_AFTER_MS = 5_000;

/** Resolves when the slot serves its pool again. */
export async function returnSlot(
  lent: LendableSlot,
  { id }: Pick<Workspace, 'id'>,
  log: Logger,
): Promise<void> {
  const since = Date.now();
  let said = '';
  for (;;) {
    const left = await lent.occupants().catch(() => []);
    if (left.length === 0) break;
    const why = `its device is still held by ${left.join(', ')}`;
    if (Date.now() - since > SAY_AFTER_MS && why !== said) {
      said = why;
      lent.slot.explainLoan(why);
      log.error({ workspaceId: id, occupants: left }, 'a device stays occupied');
    }
    await delay(LOOK_EVERY_MS);
  }
  lent.slot.takeBack();
  log.info({ workspaceId: id }, 'slot is back in its pool');
}
