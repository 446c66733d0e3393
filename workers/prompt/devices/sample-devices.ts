/** Looks at the devices of this host again and again; one look serves all slots of a kind. */
import type { Device, DeviceMetrics } from '@/lib/domain/device';
import type { Logger } from '@/lib/kernel/log';

import type { DeviceSource } from './device-source';

export interface DeviceSampler {
  /** The device's last sample; null before the first, and while its tool does not answer. */
  latest(device: Device): DeviceMetrics | null;
  /** Looks now. @returns null when the device's tool does not answer */
  look(device: Device): Promise<DeviceMetrics | null>;
  stop(): void;
}

const STALE_AFTER_LOOKS = 3;

/** @param devices what shall be sampled; tools of other kinds are left alone */
export function sampleDevices(options: {
  readonly sources: readonly DeviceSource[];
  readonly devices: readonly Device[];
  readonly everyMs: number;
  readonly log: Logger;
}): DeviceSampler {
  const { everyMs, log } = options;
  const wanted = new Set(options.devices.map(({ kind }) => kind));
  const sources = options.sources.filter(({ kind }) => wanted.has(kind));
  const samples = new Map<string, DeviceMetrics>();
  const looking = new Map<DeviceSource, Promise<void>>();
  const told = new Map<DeviceSource, string>();
  const keyOf = ({ kind, index }: Device) => `${kind}:${index}`;

  async function lookOnce(source: DeviceSource): Promise<void> {
    const look = await source.look();
    if (look.ok) {
      for (const { device, metrics } of look.sightings) samples.set(keyOf(device), metrics);
      told.delete(source);
    } else if (told.get(source) !== look.reason) {
      told.set(source, look.reason);
      log.warn({ reason: look.reason }, 'devices could not be sampled');
    }
  }

  /** Several who ask at once get one look. */
  function look(source: DeviceSource): Promise<void> {
    const running = looking.get(source) ?? lookOnce(source).finally(() => looking.delete(source));
    looking.set(source, running);
    return running;
  }

  function latest(device: Device): DeviceMetrics | null {
    const sample = samples.get(keyOf(device));
    const isFresh =
      sample !== undefined && Date.now() - sample.sampledAt.getTime() < STALE_AFTER_LOOKS * everyMs;
    return isFresh ? sample : null;
  }

  const lookAtAll = () => sources.forEach((source) => void look(source));
  lookAtAll();
  const timer = setInterval(lookAtAll, everyMs);

  return {
    latest,
    async look(device) {
      const source = sources.find(({ kind }) => kind === device.kind);
      if (source === undefined) return null;
      const askedAt = Date.now();
      await looking.get(source);
      await look(source);
      const sample = samples.get(keyOf(device));
      return sample !== undefined && sample.sampledAt.getTime() >= askedAt ? sample : null;
    },
    stop: () => clearInterval(timer),
  };
}
