import { z } from 'zod';

import type { AuditTarget } from '@/lib/domain/audit';
import type { Caller } from '@/lib/domain/user';
import type { Workspace } from '@/lib/domain/workspace';
import {
  EXTENSION_MAX_MINUTES,
  extendWorkspace,
  extensionUntil,
} from '@/lib/features/admin/workspaces/extend-workspace';
import { toWorkspaceRow } from '@/lib/features/admin/workspaces/workspace-row';
import { endWorkspace } from '@/lib/features/workspaces/end-workspace';
import { adminAct } from '@/lib/http/route';
import type { WebServices } from '@/lib/http/services';
import { endDeps } from '@/lib/http/workspace-deps';
import { AppError } from '@/lib/kernel/errors';

const extension = z.strictObject({ minutes: z.number().int().min(0).max(EXTENSION_MAX_MINUTES) });

/** @throws AppError `not_found` */
async function find({ db }: WebServices, id: string | undefined): Promise<Workspace> {
  const workspace = await db.workspaces.findAsSystem(id ?? '');
  if (workspace === null) throw new AppError('not_found', 'There is no such workspace.');
  return workspace;
}

/** The record names its owner: an operator, who does not see that, cannot read the record either. */
async function targetOf({ db }: WebServices, { id, userId }: Workspace): Promise<AuditTarget> {
  const emails = await db.users.emailsAsSystem([userId]);
  return { kind: 'workspace', id, name: emails.get(userId) ?? id };
}

async function answer(web: WebServices, caller: Caller, after: Workspace | null): Promise<object> {
  if (after === null) {
    throw new AppError('conflict', 'This workspace is over already.', { reason: 'workspace_over' });
  }
  const emails = await web.db.users.emailsAsSystem([after.userId]);
  return { workspace: toWorkspaceRow(after, caller, emails, new Date()) };
}

/** `PATCH {minutes}` → `{workspace}`: for so long it does not end for idleness; 0 takes that back. */
export const PATCH = adminAct(
  { permission: 'workspaces.act', body: extension },
  async ({ caller, params, body, record, services: web }) => {
    const workspace = await find(web, params['id']);
    const until = extensionUntil(body.minutes);
    const facts = {
      target: await targetOf(web, workspace),
      before: { extendedUntil: workspace.extendedUntil },
      after: { extendedUntil: until },
    };
    return record({ act: 'workspace.extend', ...facts }, async () => {
      const deps = { workspaces: web.db.workspaces, publisher: web.publisher };
      return answer(web, caller, await extendWorkspace(deps, workspace.id, until));
    });
  },
);

/** `DELETE` → `{workspace}`: its worker ends it within a second, and frees the device. */
export const DELETE = adminAct(
  { permission: 'workspaces.act' },
  async ({ caller, params, record, services: web }) => {
    const workspace = await find(web, params['id']);
    const target = await targetOf(web, workspace);
    const before = { state: workspace.state };
    return record({ act: 'workspace.end', target, before }, async () =>
      answer(
        web,
        caller,
        await endWorkspace(endDeps(web), workspace.userId, workspace.id, 'by-admin'),
      ),
    );
  },
);
