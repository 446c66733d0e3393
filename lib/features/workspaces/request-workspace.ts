/** A user asks for a workspace: it waits in its pool's line until a worker lends it a slot. */
import { randomUUID } from 'node:crypto';

import type { Redis } from 'ioredis';

import type { DeviceKind } from '@/lib/domain/device';
import { may } from '@/lib/domain/permissions';
import type { Caller } from '@/lib/domain/user';
import type { Workspace } from '@/lib/domain/workspace';
import { AppError } from '@/lib/kernel/errors';
import { randomToken } from '@/lib/kernel/ids';
import type { Publisher } from '@/lib/realtime/channel';
import type { SlotRepository } from '@/prisma-free-db/repositories/slots';
import type { WorkspaceRepository } from '@/prisma-free-db/repositories/workspaces';

import { listKinds } from './list-kinds';
import { tellOwner, wakeWorkers } from './workspace-news';
import { hashToken, workspaceToken } from './workspace-token';

export interface RequestWorkspaceDeps {
  readonly workspaces: Pick<WorkspaceRepository, 'create'>;
  readonly slots: Pick<SlotRepository, 'listAsSystem'>;
  readonly publisher: Publisher;
  readonly redis: Pick<Redis, 'publish'>;
  readonly prefix: string;
  /** See `workspace-token.ts`. */
  readonly secret: string;
  readonly perUserMax: number;
}

/**
 * @param kind null: any
 * @throws AppError `forbidden` (the role or the user's limits do not allow it), `conflict` (the user has as many as are allowed), `unavailable` (no slot of the
 *   pool is online), `invalid_input` (the pool has no such device)
 */
export async function requestWorkspace(
  deps: RequestWorkspaceDeps,
  { userId, pool, role, limits }: Pick<Caller, 'userId' | 'pool' | 'role' | 'limits'>,
  kind: DeviceKind | null,
): Promise<Workspace> {
  if (!may(role, 'workspace.lease')) {
    throw new AppError('forbidden', 'Your role does not allow workspaces. Ask an admin.', {
      reason: 'workspaces_not_allowed',
    });
  }
  if (limits.pools !== null && !limits.pools.includes(pool)) {
    throw new AppError(
      'forbidden',
      `You may not use devices of the pool "${pool}". Ask an admin.`,
      { reason: 'pool_not_allowed' },
    );
  }
  const now = new Date();
  const kinds = await listKinds(deps.slots, pool, now);
  if (kinds.length === 0) {
    throw new AppError(
      'unavailable',
      `No device of the pool "${pool}" is online. Try again later.`,
      {
        reason: 'no_device',
        retryAfterS: 15,
      },
    );
  }
  if (kind !== null && !kinds.includes(kind)) {
    throw new AppError(
      'invalid_input',
      `The pool "${pool}" has no ${kind} device; it has ${kinds.join(', ')}.`,
      { reason: 'no_such_device' },
    );
  }
  const id = randomUUID();
  const nonce = randomToken();
  const workspace: Omit<Workspace, 'place'> = {
    ...{ id, userId, pool, kind, nonce },
    tokenHash: hashToken(workspaceToken(deps.secret, id, nonce)),
    ...{ state: 'waiting', lease: null, device: '', outsidePort: null, runner: null },
    ...{ isolation: '', idleTimeoutS: 0, activityAt: now, extendedUntil: null, restarts: 0 },
    ...{ endRequested: null, reason: 'none', detail: '' },
    ...{ createdAt: now, readyAt: null, endedAt: null },
  };
  // The place's uniqueness decides, also among requests of the same moment.
  for (let place = 0; place < deps.perUserMax; place += 1) {
    const placed = { ...workspace, place: `${userId}:${place}` };
    if (!(await deps.workspaces.create(placed))) continue;
    tellOwner(deps.publisher, placed);
    wakeWorkers(deps.redis, deps.prefix);
    return placed;
  }
  throw new AppError(
    'conflict',
    deps.perUserMax === 1
      ? 'You have a workspace already. End it before you start another.'
      : `You have ${deps.perUserMax} workspaces, which is the limit. End one before you start another.`,
    { reason: 'workspace_limit', facts: { limit: deps.perUserMax } },
  );
}
