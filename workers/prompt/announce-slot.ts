/** Keeps a slot's document up to date: at each change, and often enough to count as online. */
import type { DeviceMetrics } from '@/lib/domain/device';
import type { RunnerKind, Slot as SlotDocument } from '@/lib/domain/slot';
import { errorMessage } from '@/lib/kernel/errors';
import type { Logger } from '@/lib/kernel/log';
import type { SlotRepository } from '@/prisma-free-db/repositories/slots';

import type { SlotView } from './slot';

const HEARTBEAT_MS = 5_000;
/** Ready and busy change with every prompt; nobody needs each of them. */
const SOON_MS = 500;

export interface SlotAnnouncerOptions {
  readonly slots: SlotRepository;
  readonly identity: Pick<SlotDocument, 'id' | 'workerId' | 'pool' | 'device' | 'outsidePort'> & {
    readonly runnerKind: RunnerKind;
  };
  readonly metrics: () => DeviceMetrics | null;
  readonly view: () => SlotView;
  readonly objectInfoHash: () => string | null;
  readonly log: Logger;
}

export interface SlotAnnouncer {
  changed(urgency: 'at-once' | 'soon'): void;
  /** Takes the slot off the list. */
  remove(): Promise<void>;
}

export function announceSlot(options: SlotAnnouncerOptions): SlotAnnouncer {
  const { slots, identity, log } = options;
  let soon: NodeJS.Timeout | undefined;
  let isRemoved = false;
  /** One write after the other, so that an older view never overwrites a newer one. */
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    if (isRemoved) return;
    const { state, reason, ready, systemStats, models, runId, workspaceId } = options.view();
    try {
      await slots.putAsSystem({
        ...identity,
        state,
        reason,
        runnerVersion: ready?.facts.version ?? '',
        metrics: options.metrics(),
        models,
        port: ready?.client.port ?? null,
        objectInfoHash: options.objectInfoHash(),
        systemStats,
        runId,
        workspaceId,
        heartbeatAt: new Date(),
      });
    } catch (error) {
      log.warn({ error: errorMessage(error) }, 'slot not announced');
    }
  }

  function writeNow(): void {
    clearTimeout(soon);
    soon = undefined;
    writing = writing.then(write);
  }
  const heartbeat = setInterval(writeNow, HEARTBEAT_MS);

  return {
    changed(urgency) {
      if (urgency === 'at-once') writeNow();
      else soon ??= setTimeout(writeNow, SOON_MS);
    },
    async remove() {
      clearInterval(heartbeat);
      clearTimeout(soon);
      await writing;
      isRemoved = true;
      try {
        await slots.removeAsSystem(identity.id);
      } catch (error) {
        // Without heartbeats it counts as offline, and goes by itself.
        log.warn({ slot: identity.id, error: errorMessage(error) }, 'slot not taken off the list');
      }
    },
  };
}
