/** The process of a workspace, supervised like a pool's runner, and what becomes of its document. */
import path from 'node:path';

import { workspacePool } from '@/lib/domain/workspace';
import { createLogShare } from '@/lib/realtime/runner-log';

import { findFreePort } from '../runner/free-port';
import { createLocalRunner } from '../runner/local-runner';
import { openRunnerLog } from '../runner/runner-log';
import { tenantHeaders } from '../runner/tenant-headers';
import { serveSlot, type ServedSlot } from '../serve-slot';
import type { SlotView } from '../slot';
import type { Hold } from './keep-hold';
import type { LendableSlot } from './lendable-slot';
import type { WorkspaceFolders } from './own-folders';
import { idleTimeoutS, type WorkspaceHost } from './workspace-host';
import { workspaceProgram } from './workspace-program';

/** A process that never came up is tried so often; one that was up once, more often. */
const FIRST_TRIES = 2;
const LATER_TRIES = 5;

export function startWorkspaceSlot(
  host: WorkspaceHost,
  lent: LendableSlot,
  folders: WorkspaceFolders,
  hold: Hold,
): ServedSlot {
  const { config, context, owner } = host;
  const { workspace } = hold;
  const id = `${lent.slot.id}/w`;
  const log = context.log.child({ slot: id, workspaceId: workspace.id });
  const output = openRunnerLog(
    path.resolve(config.ATELIER_DATA_DIR, 'logs', `workspace-${lent.index}.log`),
    undefined,
    // Followed in the console where the slot's own runner is.
    createLogShare(host.tellRedis, config.REDIS_PREFIX, lent.slot.id),
  );
  const root = lent.slot.tenantsRoot;
  const { device, outsidePort } = lent;

  return serveSlot(host, {
    ...{ id, device, outsidePort, tenantsRoot: root, log },
    clientId: `atelier-${context.bootId}-${workspace.id}`,
    pool: workspacePool(workspace.id),
    async createRunner() {
      const port = await findFreePort();
      const command = await workspaceProgram(host, lent, folders, port);
      const startTimeoutMs = config.RUNNER_START_TIMEOUT_MS;
      return createLocalRunner({ command, port, tenantsRoot: root, owner, startTimeoutMs, output });
    },
    async onReady({ client }) {
      const { 'x-atelier-signature': signature = '' } = tenantHeaders(
        client.secret,
        workspace.userId,
      );
      const now = new Date();
      await hold.move(['starting', 'ready'], 'ready', {
        runner: { host: config.WORKSPACE_HOST, port: client.port, signature },
        idleTimeoutS: await idleTimeoutS(host, device.kind),
        // Nobody could do anything while it started.
        ...{ activityAt: now, readyAt: hold.workspace.readyAt ?? now, reason: 'none', detail: '' },
      });
      return { graphs: [], problem: '' };
    },
    metrics: () => lent.metrics(),
    onView: watchLives(hold),
    reserve: (slot, signal) => slot.room.enter(signal),
  });
}

/** Moves the document when the process falls, and gives up on one that does not get up. */
function watchLives(hold: Hold): (view: SlotView) => void {
  let failures = 0;
  let last: SlotView['state'] = 'starting';
  return ({ state, reason }) => {
    if (state === last) return;
    last = state;
    if (state === 'ready' || state === 'busy') failures = 0;
    if (state !== 'crashed' || hold.over.aborted) return;
    failures += 1;
    const { readyAt, restarts } = hold.workspace;
    if (failures >= (readyAt === null ? FIRST_TRIES : LATER_TRIES)) {
      const why = readyAt === null ? 'start-failed' : 'crashed';
      hold.end({ kind: 'failed', reason: why, detail: reason });
      return;
    }
    const change = { reason: 'crashed', detail: reason, restarts: restarts + 1 } as const;
    hold.move(['starting', 'ready'], 'starting', change).catch(() => undefined);
  };
}
