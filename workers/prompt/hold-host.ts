/**
 * A host that is short of memory takes one run at a time, whatever its slots; one without disk takes
 * none, for it could not keep a result. Processors are no reason: a prompt on the CPU uses them all.
 */
import { setTimeout as delay } from 'node:timers/promises';

import { hostUse } from '@/lib/features/hosts/host-load';
import type { Logger } from '@/lib/kernel/log';

export interface HostHold {
  /** Resolves when the host may take a run. Rejects when the signal aborts. */
  pass(signal: AbortSignal): Promise<void>;
}

interface HoldOptions {
  /** The data folder, whose disk counts. */
  readonly folder: string;
  readonly memoryMaxPercent: number;
  readonly diskMaxPercent: number;
  /** Runs that this worker has. */
  readonly held: () => number;
  readonly log: Logger;
  /** For tests: how it is on the host. */
  readonly read?: () => Promise<{ readonly memoryPercent: number; readonly diskPercent: number }>;
}

const FRESH_MS = 1_000;
const LOOK_AGAIN_MS = 500;

export function createHostHold(options: HoldOptions): HostHold {
  const { memoryMaxPercent, diskMaxPercent, held, log } = options;
  const read = options.read ?? (() => hostUse(options.folder));
  let readMs = -Infinity;
  let use = { memoryPercent: 0, diskPercent: 0 };
  let isHolding = false;

  async function refresh(): Promise<void> {
    if (Date.now() - readMs < FRESH_MS) return;
    readMs = Date.now();
    use = await read().catch(() => use);
  }

  function mayTake(): boolean {
    const { memoryPercent, diskPercent } = use;
    if (diskPercent >= diskMaxPercent) return false;
    return memoryPercent < memoryMaxPercent || held() === 0;
  }

  return {
    async pass(signal) {
      for (;;) {
        // While there is room nobody waits for the look.
        if (readMs === -Infinity || isHolding) await refresh();
        else void refresh();
        const may = mayTake();
        if (may === isHolding) {
          isHolding = !may;
          log.warn(
            { ...use, held: held() },
            may ? 'the host takes runs again' : 'the host is full',
          );
        }
        if (may) return;
        await delay(LOOK_AGAIN_MS, undefined, { signal });
      }
    },
  };
}
