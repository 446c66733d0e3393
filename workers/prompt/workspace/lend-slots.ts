/**
 * Lends this worker's slots to workspaces that wait: an idle slot at once, a busy one when no other
 * worker had an idle one. Nothing is lent while the host is under too much load.
 */
import { cpus, freemem, loadavg, totalmem } from 'node:os';

import type { Redis } from 'ioredis';

import { releaseLostWorkspaces } from '@/lib/features/workspaces/release-lost-workspaces';
import { tellOwner, workspaceChannel } from '@/lib/features/workspaces/workspace-news';
import { errorMessage } from '@/lib/kernel/errors';

import { hostWorkspace, type HostedWorkspace } from './host-workspace';
import type { LendableSlot } from './lendable-slot';
import type { WorkspaceHost } from './workspace-host';
import { deviceLabel } from '@/lib/domain/device';

export interface Lender {
  /** Ends all workspaces here, so that others can take them; resolves when their slots are back. */
  stop(): Promise<void>;
}

const LOOK_EVERY_MS = 1_000;
/** For so long other workers' idle slots come before our busy ones. */
const BUSY_AFTER_MS = 2_000;

/** @param listening a connection of its own, of use `blocking` */
export async function lendSlots(
  host: WorkspaceHost,
  slots: readonly LendableSlot[],
  listening: Redis,
): Promise<Lender> {
  const { config, context, db } = host;
  const { log, workerId, bootId, publisher } = context;
  const { WORKER_POOL: pool, WORKER_WORKSPACES: heldMax } = config;
  const hosted = new Map<LendableSlot, HostedWorkspace>();
  let looking: Promise<void> | null = null;
  let isStopping = false;

  /** @returns whether there was one to claim */
  async function lend(lent: LendableSlot, before: Date): Promise<boolean> {
    const until = new Date(Date.now() + context.leaseMs);
    const lease = { workerId, slotId: lent.slot.id, bootId, until };
    const { device, outsidePort } = lent;
    const claimed = await db.workspaces.claimAsSystem({ pool, kind: device.kind, before }, lease, {
      device: deviceLabel(device),
      outsidePort,
    });
    if (claimed === null) return false;
    const workspace = hostWorkspace(host, lent, claimed);
    hosted.set(lent, workspace);
    void workspace.done.then(() => {
      hosted.delete(lent);
      lookSoon();
    });
    return true;
  }

  async function look(): Promise<void> {
    const free = slots.filter((lent) => !hosted.has(lent));
    const inState = (...states: string[]) =>
      free.filter(({ slot }) => states.includes(slot.view().state));
    const candidates = [
      ...inState('ready').map((lent) => [lent, 0] as const),
      ...inState('busy').map((lent) => [lent, BUSY_AFTER_MS] as const),
    ];
    for (const [lent, afterMs] of candidates) {
      if (isStopping || hosted.size >= heldMax) return;
      if (isOverloaded(config)) {
        const told = await db.workspaces.explainWaitingAsSystem(pool, 'busy-host');
        for (const each of told) tellOwner(publisher, each);
        return;
      }
      await lend(lent, new Date(Date.now() - afterMs));
    }
  }

  function lookSoon(): void {
    if (isStopping) return;
    looking ??= look()
      .catch((error: unknown) => log.warn({ error: errorMessage(error) }, 'nothing was lent'))
      .finally(() => {
        looking = null;
      });
  }

  const lost = { workerId, bootId };
  await releaseLostWorkspaces({ workspaces: db.workspaces, publisher, log }, lost);
  listening.on('message', () => {
    for (const each of hosted.values()) each.look();
    lookSoon();
  });
  await listening.subscribe(workspaceChannel(config.REDIS_PREFIX));
  const timer = setInterval(lookSoon, LOOK_EVERY_MS);

  return {
    async stop() {
      isStopping = true;
      clearInterval(timer);
      await looking;
      for (const each of hosted.values()) each.handBack();
      await Promise.all([...hosted.values()].map(({ done }) => done));
    },
  };
}

function isOverloaded(
  config: Pick<WorkspaceHost['config'], 'WORKSPACE_LOAD_MAX' | 'WORKSPACE_MEMORY_MAX_PERCENT'>,
): boolean {
  const [lastMinute = 0] = loadavg();
  if (lastMinute / cpus().length > config.WORKSPACE_LOAD_MAX) return true;
  return 100 * (1 - freemem() / totalmem()) > config.WORKSPACE_MEMORY_MAX_PERCENT;
}
