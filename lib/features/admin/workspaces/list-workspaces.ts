import { LIVE_STATES, WORKSPACE_STATES, type WorkspaceState } from '@/lib/domain/workspace';
import type { Caller } from '@/lib/domain/user';
import { findPeople } from '@/lib/features/admin/users/find-people';
import type { Database } from '@/prisma-free-db/client';

import { toWorkspaceRow, type WorkspaceRow } from './workspace-row';

/** `live`: everything that is not over. */
export const WORKSPACE_LISTS = ['live', ...WORKSPACE_STATES] as const;
export type WorkspaceList = (typeof WORKSPACE_LISTS)[number];

export interface WorkspaceQuery {
  /** Part of the owner's name or address. */
  readonly user?: string | undefined;
  /** Default: all. */
  readonly state?: WorkspaceList | undefined;
  readonly page: number;
}

export interface WorkspacePage {
  readonly workspaces: readonly WorkspaceRow[];
  readonly total: number;
  readonly page: number;
  readonly pageSize: number;
}

const PAGE_SIZE = 50;

const statesOf = (list: WorkspaceList | undefined): readonly WorkspaceState[] | undefined => {
  if (list === undefined) return undefined;
  return list === 'live' ? LIVE_STATES : [list];
};

/**
 * Everybody's workspaces, newest first.
 * @throws AppError `forbidden` when the filter asks for what the caller may not see
 */
export async function listWorkspaces(
  db: Pick<Database, 'workspaces' | 'users'>,
  caller: Pick<Caller, 'role'>,
  { user, state, page }: WorkspaceQuery,
  now = new Date(),
): Promise<WorkspacePage> {
  const filter = { states: statesOf(state), userIds: await findPeople(db.users, caller, user) };
  const [workspaces, total] = await Promise.all([
    db.workspaces.listAsSystem(filter, PAGE_SIZE, (page - 1) * PAGE_SIZE),
    db.workspaces.countAsSystem(filter),
  ]);
  const owners = [...new Set(workspaces.map(({ userId }) => userId))];
  const emails = await db.users.emailsAsSystem(owners);
  return {
    workspaces: workspaces.map((workspace) => toWorkspaceRow(workspace, caller, emails, now)),
    total,
    page,
    pageSize: PAGE_SIZE,
  };
}
