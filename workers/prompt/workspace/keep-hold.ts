/**
 * Holds a workspace's document: renews its lease, and looks each second whether it has to end. The
 * document says what a person did; what runs is asked of the runs.
 */
import type { DeviceKind } from '@/lib/domain/device';
import {
  countdownS,
  idleSecondsLeft,
  workspacePool,
  type EndReason,
  type Workspace,
  type WorkspaceLease,
  type WorkspaceState,
} from '@/lib/domain/workspace';
import { tellOwner } from '@/lib/features/workspaces/workspace-news';
import { errorMessage } from '@/lib/kernel/errors';
import type { WorkspaceChange } from '@/prisma-free-db/repositories/workspaces';

import { idleTimeoutS, type WorkspaceHost } from './workspace-host';

/** Why holding ends. `lost`: somebody else has it; write nothing more. `stopping`: this worker stops. */
export type HoldEnd =
  | { readonly kind: 'end'; readonly reason: EndReason }
  | {
      readonly kind: 'failed';
      readonly reason: 'start-failed' | 'crashed';
      readonly detail: string;
    }
  | { readonly kind: 'lost' }
  | { readonly kind: 'stopping' };

export interface Hold {
  /** As last seen. */
  readonly workspace: Workspace;
  readonly ended: Promise<HoldEnd>;
  /** Aborted when `ended` settles. */
  readonly over: AbortSignal;
  /** The first word counts. */
  end(how: HoldEnd): void;
  /** Moves the document, and tells its owner. Nothing happens when it is lost. */
  move(
    from: readonly WorkspaceState[],
    state: WorkspaceState,
    change?: WorkspaceChange,
  ): Promise<boolean>;
  /** Looks at once. */
  look(): void;
  /** No more looks and renewals. */
  stop(): void;
}

const LOOK_EVERY_MS = 1_000;
const BUSY_WRITE_MS = 3_000;

/** @param kind of the device that it holds */
export function keepHold(host: WorkspaceHost, claimed: Workspace, kind: DeviceKind): Hold {
  const { db, context } = host;
  const { log, publisher } = context;
  const lease = claimed.lease as WorkspaceLease;
  const ended = Promise.withResolvers<HoldEnd>();
  const over = new AbortController();
  let workspace = claimed;
  let leaseUntilMs = lease.until.getTime();
  let isCounting = false;
  let busyWrittenMs = 0;
  let isLooking = false;

  function end(how: HoldEnd): void {
    ended.resolve(how);
    over.abort();
  }

  async function look(): Promise<void> {
    const until = new Date(Date.now() + context.leaseMs);
    const found = await db.workspaces.heartbeatAsSystem(claimed.id, { ...lease, until });
    if (found === null) {
      end({ kind: 'lost' });
      return;
    }
    leaseUntilMs = until.getTime();
    workspace = found;
    if (found.endRequested !== null) end({ kind: 'end', reason: found.endRequested });
    else if (found.state === 'ready') await lookForLife(await withTimeout(found));
  }

  /** Admins may change how long a workspace may be idle while it is held. */
  async function withTimeout(found: Workspace): Promise<Workspace> {
    const timeoutS = await idleTimeoutS(host, kind);
    if (timeoutS === found.idleTimeoutS) return found;
    await move(['ready'], 'ready', { idleTimeoutS: timeoutS });
    return workspace;
  }

  const move: Hold['move'] = async (from, state, change = {}) => {
    const moved = await db.workspaces.moveAsSystem(claimed.id, lease, from, state, change);
    if (moved === null) return false;
    workspace = moved;
    tellOwner(publisher, moved);
    return true;
  };

  async function lookForLife(found: Workspace): Promise<void> {
    const now = new Date();
    const { id, userId } = found;
    if (await db.promptRuns.isActiveInPool(userId, workspacePool(id))) {
      const everyMs = Math.min(BUSY_WRITE_MS, found.idleTimeoutS * 100);
      if (now.getTime() - busyWrittenMs > everyMs) {
        busyWrittenMs = now.getTime();
        await db.workspaces.touch(userId, id, now);
      }
      return;
    }
    const left = idleSecondsLeft(found, now);
    if (left === 0) end({ kind: 'end', reason: 'idle' });
    const counts = left <= countdownS(found);
    if (counts !== isCounting) tellOwner(publisher, found, now);
    isCounting = counts;
  }

  function lookSoon(): void {
    if (isLooking || over.signal.aborted) return;
    isLooking = true;
    look()
      .catch((error: unknown) => {
        // Whoever finds the lease expired may take it: from then on it is not ours to touch.
        if (Date.now() > leaseUntilMs) end({ kind: 'lost' });
        log.warn({ workspaceId: claimed.id, error: errorMessage(error) }, 'workspace not renewed');
      })
      .finally(() => {
        isLooking = false;
      });
  }
  const looking = setInterval(lookSoon, LOOK_EVERY_MS);
  /** Renewed also while the workspace is being closed, which may take longer than a lease. */
  const renewing = setInterval(() => {
    if (!over.signal.aborted) return;
    const until = new Date(Date.now() + context.leaseMs);
    db.workspaces.heartbeatAsSystem(claimed.id, { ...lease, until }).catch(() => undefined);
  }, LOOK_EVERY_MS);

  return {
    get workspace() {
      return workspace;
    },
    ended: ended.promise,
    over: over.signal,
    end,
    move,
    look: lookSoon,
    stop() {
      clearInterval(looking);
      clearInterval(renewing);
    },
  };
}
