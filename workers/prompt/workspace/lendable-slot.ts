/** A slot of the pool, as workspaces see it. */
import type { Device, DeviceMetrics } from '@/lib/domain/device';

import type { SlotPlan } from '../devices/plan-slots';
import type { DeviceSampler } from '../devices/sample-devices';
import type { Slot } from '../slot';

export interface LendableSlot {
  readonly slot: Slot;
  readonly index: number;
  readonly device: Device;
  readonly outsidePort: number | null;
  metrics(): DeviceMetrics | null;
  /**
   * What holds the device's memory now, such as `python3 (4711)`; empty when it is free, or when its
   * driver's tool does not answer. The host's own memory is nobody's to hold.
   */
  occupants(): Promise<readonly string[]>;
}

export function lendableSlot(
  slot: Slot,
  { index, device, outsidePort }: SlotPlan,
  sampler: Pick<DeviceSampler, 'latest' | 'look'>,
): LendableSlot {
  return {
    ...{ slot, index, device, outsidePort },
    metrics: () => sampler.latest(device),
    async occupants() {
      if (device.kind === 'cpu') return [];
      const metrics = await sampler.look(device);
      return (metrics?.processes ?? []).map(({ name, pid }) => `${name || 'process'} (${pid})`);
    },
  };
}
