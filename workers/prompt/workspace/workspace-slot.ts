/** The process of a workspace, supervised like a pool's runner, and what becomes of its document. */
import path from 'node:path';

import { workspacePool } from '@/lib/domain/workspace';
import { createRunConsumer, type RunConsumer } from '@/lib/queue/consumer';
import { createLogShare } from '@/lib/realtime/runner-log';

import { announceSlot } from '../announce-slot';
import { takePromptRun } from '../process-prompt-run';
import { findFreePort } from '../runner/free-port';
import { createLocalRunner } from '../runner/local-runner';
import { openRunnerLog } from '../runner/runner-log';
import { tenantHeaders } from '../runner/tenant-headers';
import { createSlot, type Slot, type SlotView } from '../slot';
import type { Hold } from './keep-hold';
import type { LendableSlot } from './lendable-slot';
import type { WorkspaceFolders } from './own-folders';
import { idleTimeoutS, type WorkspaceHost } from './workspace-host';
import { workspaceProgram } from './workspace-program';

export interface WorkspaceSlot {
  readonly slot: Slot;
  /** Takes no more runs; resolves when all hand-overs have ended. */
  drain(): Promise<void>;
  /** Ends the process. @returns whether all that it started is gone */
  stop(): Promise<boolean>;
}

/** A process that never came up is tried so often; one that was up once, more often. */
const FIRST_TRIES = 2;
const LATER_TRIES = 5;
const MIB = 1024 * 1024;

export function startWorkspaceSlot(
  host: WorkspaceHost,
  lent: LendableSlot,
  folders: WorkspaceFolders,
  hold: Hold,
): WorkspaceSlot {
  const { config, context, db, owner } = host;
  const { workspace } = hold;
  const { index } = lent;
  const id = `${lent.slot.id}/w`;
  const log = context.log.child({ slot: id, workspaceId: workspace.id });
  const output = openRunnerLog(
    path.resolve(config.ATELIER_DATA_DIR, 'logs', `workspace-${index}.log`),
    undefined,
    // Followed in the console where the slot's own runner is.
    createLogShare(host.tellRedis, config.REDIS_PREFIX, lent.slot.id),
  );
  const root = lent.slot.tenantsRoot;
  const watch = watchLives(hold);
  let objectInfoHash: string | null = null;

  const slot = createSlot({
    id,
    clientId: `atelier-${context.bootId}-${workspace.id}`,
    tenantsRoot: root,
    device: lent.device,
    silenceMs: config.RUNNER_SILENCE_MS,
    memoryMaxBytes: config.RUNNER_MEMORY_MAX_MIB * MIB,
    breaker: { failures: config.RUNNER_BREAKER_FAILURES, openMs: config.RUNNER_BREAKER_MS },
    log,
    async createRunner() {
      const port = await findFreePort();
      const command = await workspaceProgram(host, lent, folders, port);
      const startTimeoutMs = config.RUNNER_START_TIMEOUT_MS;
      return createLocalRunner({ command, port, tenantsRoot: root, owner, startTimeoutMs, output });
    },
    async onReady({ client, facts }) {
      objectInfoHash = await db.objectInfos.putAsSystem(facts.objectInfo);
      const { 'x-atelier-signature': signature = '' } = tenantHeaders(
        client.secret,
        workspace.userId,
      );
      const now = new Date();
      await hold.move(['starting', 'ready'], 'ready', {
        runner: { host: config.WORKSPACE_HOST, port: client.port, signature },
        idleTimeoutS: await idleTimeoutS(host, lent.device.kind),
        // Nobody could do anything while it started.
        ...{ activityAt: now, readyAt: hold.workspace.readyAt ?? now, reason: 'none', detail: '' },
      });
      return { graphs: [], problem: '' };
    },
    onChange(urgency) {
      announcer.changed(urgency);
      watch(slot.view());
    },
  });
  const announcer = announceSlot({
    slots: db.slots,
    identity: {
      id,
      workerId: context.workerId,
      pool: workspacePool(workspace.id),
      device: lent.device,
      outsidePort: lent.outsidePort,
      runnerKind: config.COMFYUI_DIR === undefined ? 'builtin' : 'comfyui',
    },
    view: () => slot.view(),
    metrics: () => lent.metrics(),
    objectInfoHash: () => objectInfoHash,
    log,
  });
  const consumer = consume(host, slot, workspacePool(workspace.id), () => objectInfoHash);

  return {
    slot,
    async drain() {
      slot.drain('its workspace ends');
      await consumer.close();
    },
    async stop() {
      const areAllGone = await slot.stop();
      await announcer.remove();
      return areAllGone;
    },
  };
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

function consume(
  { config, context, queueRedis, wakeCalls }: WorkspaceHost,
  slot: Slot,
  pool: string,
  nodesHash: () => string | null,
): RunConsumer {
  return createRunConsumer({
    redis: queueRedis,
    scheduler: context.settle.producer.scheduler,
    wakeCalls,
    prefix: config.REDIS_PREFIX,
    pool,
    offer: () => ({ slotId: slot.id, nodesHash: nodesHash() ?? '', models: slot.view().models }),
    reserve: (signal) => slot.room.enter(signal),
    giveBack: (place) => place.leave(),
    handle: (delivery) => takePromptRun(context, slot, delivery),
    log: context.log,
  });
}
