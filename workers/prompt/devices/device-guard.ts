/**
 * Whether a device's memory is free before a runner starts on it: drivers take a while to take back
 * what a killed process held, and some never do.
 */
import { setTimeout as delay } from 'node:timers/promises';

import type { Device, DeviceMetrics } from '@/lib/domain/device';

import type { DeviceSampler } from './sample-devices';

export interface DeviceGuard {
  /** Resolves when the memory is free, or cannot be known. @throws Error with the reason, for people */
  waitUntilFree(): Promise<void>;
}

export interface DeviceGuardOptions {
  readonly device: Device;
  readonly sampler: Pick<DeviceSampler, 'look'>;
  readonly tries?: number;
  readonly pauseMs?: number;
}

/** Contexts and the driver's own needs differ a little from start to start. */
const TOLERANCE_BYTES = 512 * 1024 * 1024;
const TRIES = 15;
const PAUSE_MS = 1_000;
const MIB = 1024 * 1024;

/** What is held at the first look, before any runner of ours, is somebody else's and counts as normal. */
export function createDeviceGuard(options: DeviceGuardOptions): DeviceGuard {
  const { device, sampler, tries = TRIES, pauseMs = PAUSE_MS } = options;
  let normalBytes: number | null = null;

  return {
    async waitUntilFree() {
      if (device.kind === 'cpu') return;
      for (let left = tries; ; left -= 1) {
        const metrics = await sampler.look(device);
        const used = metrics?.memoryUsedBytes ?? null;
        if (metrics === null || used === null) return;
        normalBytes = Math.min(normalBytes ?? used, used);
        if (used <= normalBytes + TOLERANCE_BYTES) return;
        if (left <= 1) throw new Error(heldReason(device, metrics, used - normalBytes));
        await delay(pauseMs);
      }
    },
  };
}

function heldReason(device: Device, { processes }: DeviceMetrics, heldBytes: number): string {
  const holders = processes.map(({ pid, name }) => (name === '' ? `${pid}` : `${pid} (${name})`));
  const by = holders.length === 0 ? '' : `, held by process ${holders.join(', ')}`;
  return `the memory of ${device.name} is not free: ${Math.round(heldBytes / MIB)} MiB more than before${by}`;
}
