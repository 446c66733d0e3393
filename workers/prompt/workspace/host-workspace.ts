/**
 * A workspace's life on this worker: the slot is lent, the process started and kept, and everything
 * put back when it ends, whatever happened in between.
 */
import { setTimeout as delay } from 'node:timers/promises';

import { workspacePool, type Workspace } from '@/lib/domain/workspace';
import { cancelWorkspaceRuns } from '@/lib/features/workspaces/cancel-workspace-runs';
import { tellOwner } from '@/lib/features/workspaces/workspace-news';
import { errorMessage } from '@/lib/kernel/errors';

import { keepHold, type Hold, type HoldEnd } from './keep-hold';
import type { LendableSlot } from './lendable-slot';
import { clearFolders, giveTo, openFolders, takeBackHomes } from './own-folders';
import { returnSlot } from './return-slot';
import type { WorkspaceHost } from './workspace-host';
import { uidOf, workspaceFolder } from './workspace-program';
import type { ServedSlot } from '../serve-slot';
import { startWorkspaceSlot } from './workspace-slot';

export interface HostedWorkspace {
  readonly id: string;
  /** Settles when the slot serves its pool again. Never rejects. */
  readonly done: Promise<void>;
  /** Somebody may have asked for its end. */
  look(): void;
  /** This worker stops: the workspace waits again, for whoever takes it. */
  handBack(): void;
}

/** Cancelled and handed back runs get so long to end in the process before it is ended. */
const RUNS_LIMIT_MS = 15_000;
const LOOK_EVERY_MS = 50;

export function hostWorkspace(
  host: WorkspaceHost,
  lent: LendableSlot,
  claimed: Workspace,
): HostedWorkspace {
  const hold = keepHold(host, claimed, lent.device.kind);
  const log = host.context.log.child({ workspaceId: claimed.id, slot: lent.slot.id });
  tellOwner(host.context.publisher, claimed);
  log.info('slot lent to a workspace');

  async function live(): Promise<void> {
    try {
      await lent.slot.lend(claimed.id, hold.over);
      await run(hold);
    } catch (error) {
      // What failed is this host's fault: the reason is for its admins.
      if (!hold.over.aborted) {
        hold.end({ kind: 'failed', reason: 'start-failed', detail: errorMessage(error) });
      }
      await close(host, hold, await hold.ended);
    }
    hold.stop();
    await returnSlot(lent, hold.workspace, log);
  }

  async function run(held: Hold): Promise<void> {
    const { isolation } = host;
    if (!(await held.move(['assigning'], 'starting', { isolation }))) held.end({ kind: 'lost' });
    const own = workspaceFolder(host, lent.index);
    const folders = await openFolders(lent.slot.tenantsRoot, claimed.userId, own);
    if (isolation !== 'none') {
      await takeBackHomes(lent.slot.tenantsRoot, uidOf(host, lent.index), claimed.userId);
    }
    const running = startWorkspaceSlot(host, lent, folders, held);
    const how = await held.ended;
    log.info({ how }, 'workspace ends');
    if (how.kind === 'end' || how.kind === 'failed') {
      await held.move(['starting', 'ready'], 'ending', { reason: how.reason }).catch(() => false);
    }
    try {
      await settleRuns(host, running, held.workspace, how);
      const areAllGone = await running.stop();
      if (!areAllGone) log.error('some processes of the workspace could not be ended');
    } finally {
      await clearFolders(folders);
      if (isolation !== 'none') await giveTo(process.getuid?.() ?? 0, folders.home);
    }
    await close(host, held, how);
  }

  return {
    id: claimed.id,
    done: live().catch((error: unknown) => {
      log.error({ error: errorMessage(error) }, 'a workspace was not closed well');
      hold.stop();
      lent.slot.takeBack();
    }),
    look: () => hold.look(),
    handBack: () => hold.end({ kind: 'stopping' }),
  };
}

/** Runs of a workspace that is over are cancelled; those of one that goes on elsewhere, given back. */
async function settleRuns(
  { db, context, redis, config }: WorkspaceHost,
  running: ServedSlot,
  workspace: Workspace,
  how: HoldEnd,
): Promise<void> {
  const { activeRuns, publisher } = context;
  const mine = () => activeRuns.all().filter(({ lease }) => lease.slotId === running.slot.id);
  const draining = running.drain('its workspace ends');
  if (how.kind === 'lost' || how.kind === 'stopping') {
    for (const active of mine()) active.stop('hand-back');
  } else {
    const { producer } = context.settle;
    const prefix = config.REDIS_PREFIX;
    const deps = { promptRuns: db.promptRuns, publisher, producer, redis, prefix };
    await cancelWorkspaceRuns(deps, workspace).catch(() => 0);
  }
  await draining;
  const until = Date.now() + RUNS_LIMIT_MS;
  while (mine().length > 0 && Date.now() < until) await delay(LOOK_EVERY_MS);
  for (const active of mine()) active.stop('hand-back');
}

/** The document's last move, and nothing of its pool stays behind. */
async function close(host: WorkspaceHost, hold: Hold, how: HoldEnd): Promise<void> {
  const { db, context } = host;
  const { workspace } = hold;
  const { lease } = workspace;
  if (how.kind === 'lost' || lease === null) return;
  if (how.kind === 'stopping') {
    const released = await db.workspaces.releaseLostAsSystem(workspace);
    if (released !== null) tellOwner(context.publisher, released);
    return;
  }
  const closed = await db.workspaces.closeAsSystem(
    workspace.id,
    lease,
    how.kind === 'failed' ? 'failed' : 'ended',
    { reason: how.reason, detail: how.kind === 'failed' ? how.detail : '' },
  );
  if (closed === null) return;
  tellOwner(context.publisher, closed);
  const pool = workspacePool(workspace.id);
  await db.objectInfos.forgetPoolAsSystem(pool);
  await context.settle.producer.drop(pool);
}
