/** Puts the lending of this worker's slots together. */
import type { Redis } from 'ioredis';

import type { SlotPlan } from '../devices/plan-slots';
import type { DeviceSampler } from '../devices/sample-devices';
import type { ServedSlot } from '../serve-slot';
import { findPrograms } from './find-programs';
import { findIsolation } from './isolation';
import { lendSlots, type Lender } from './lend-slots';
import { lendableSlot } from './lendable-slot';
import type { WorkspaceHost } from './workspace-host';

export interface LendingParts extends Omit<WorkspaceHost, 'isolation'> {
  readonly sampler: DeviceSampler;
  /** A connection of its own, of use `blocking`. */
  readonly listening: Redis;
}

/** @param slots in the order of their plans */
export async function startLending(
  { sampler, listening, ...host }: LendingParts,
  slots: readonly ServedSlot[],
  plans: readonly SlotPlan[],
): Promise<Lender> {
  const { log } = host.context;
  const programs = await findPrograms(host.config, host.places);
  const isolation = await findIsolation(host.config.WORKSPACE_ISOLATION, programs, log);
  const lendable = slots.flatMap(({ slot }, at) => {
    const plan = plans[at];
    return plan === undefined ? [] : [lendableSlot(slot, plan, sampler)];
  });
  log.info({ isolation }, 'slots may be lent to workspaces');
  return lendSlots({ ...host, isolation }, lendable, listening);
}
