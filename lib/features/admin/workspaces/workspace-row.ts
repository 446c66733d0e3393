import { may } from '@/lib/domain/permissions';
import type { Caller } from '@/lib/domain/user';
import { idleSecondsLeft, LIVE_STATES, type Workspace } from '@/lib/domain/workspace';

type Shown = 'id' | 'state' | 'reason' | 'pool' | 'device' | 'isolation' | 'restarts';

/** A workspace as the console shows it. What tells whose it is, is null for who may not see that. */
export interface WorkspaceRow extends Pick<Workspace, Shown | 'outsidePort'> {
  readonly isLive: boolean;
  /** Empty while it has none. */
  readonly slotId: string;
  readonly user: { readonly id: string; readonly email: string } | null;
  /** The reason's particulars, such as the last words of a process. */
  readonly detail: string | null;
  /** Seconds until it ends for idleness; null while nothing counts down. */
  readonly secondsLeft: number | null;
  /** ISO 8601; null: it was not extended, or that is over. */
  readonly extendedUntil: string | null;
  readonly createdAt: string;
  readonly readyAt: string | null;
  readonly endedAt: string | null;
}

/** @param emails of owners, by user id */
export function toWorkspaceRow(
  workspace: Workspace,
  caller: Pick<Caller, 'role'>,
  emails: ReadonlyMap<string, string>,
  now: Date,
): WorkspaceRow {
  const { id, state, reason, pool, device, isolation, restarts, outsidePort } = workspace;
  const { userId, extendedUntil } = workspace;
  const sees = may(caller.role, 'runs.content');
  const isExtended = extendedUntil !== null && extendedUntil > now;
  return {
    ...{ id, state, reason, pool, device, isolation, restarts, outsidePort },
    isLive: (LIVE_STATES as readonly string[]).includes(state),
    slotId: workspace.lease?.slotId ?? '',
    user: sees ? { id: userId, email: emails.get(userId) ?? '' } : null,
    detail: may(caller.role, 'logs.view') ? workspace.detail : null,
    secondsLeft: state === 'ready' ? idleSecondsLeft(workspace, now) : null,
    extendedUntil: isExtended ? extendedUntil.toISOString() : null,
    createdAt: workspace.createdAt.toISOString(),
    readyAt: workspace.readyAt?.toISOString() ?? null,
    endedAt: workspace.endedAt?.toISOString() ?? null,
  };
}
