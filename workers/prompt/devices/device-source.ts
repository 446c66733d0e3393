/** One way to see devices: a vendor's tool, or the host itself. */
import type { Device, DeviceKind, DeviceMetrics } from '@/lib/domain/device';

export interface Sighting {
  readonly device: Device;
  readonly metrics: DeviceMetrics;
}

export type Look =
  | { readonly ok: true; readonly sightings: readonly Sighting[] }
  /** Why nothing is known, for people. */
  | { readonly ok: false; readonly reason: string };

export interface DeviceSource {
  readonly kind: DeviceKind;
  /** All devices of the kind, and how they are now. Never rejects. */
  look(): Promise<Look>;
}
