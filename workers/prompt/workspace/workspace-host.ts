/** What holding a workspace needs of its worker. Made once in main.ts. */
import type { Redis } from 'ioredis';

import type { DeviceKind } from '@/lib/domain/device';
import type { LiveSettings } from '@/lib/features/settings/live-settings';

import type { ProgramPlaces } from '../runner/runner-command';
import type { SlotHost } from '../serve-slot';
import type { Isolation } from './isolation';

export interface WorkspaceHost extends SlotHost {
  readonly places: ProgramPlaces;
  /** A connection of use `command`. */
  readonly redis: Redis;
  /** Tells others what happens here; a call that fails is forgotten. */
  readonly tellRedis: Redis;
  /** See `OWNER_VARIABLE`. */
  readonly owner: string;
  readonly isolation: Isolation;
  /** What admins set, over the configuration. */
  readonly settings: Pick<LiveSettings, 'read'>;
}

/**
 * Seconds without a sign of life after which a workspace on such a device ends: what is configured
 * for its kind, else what admins set, else what is configured for all.
 */
export async function idleTimeoutS(
  { config, settings }: Pick<WorkspaceHost, 'config' | 'settings'>,
  kind: DeviceKind,
): Promise<number> {
  const own = {
    cpu: config.IDLE_TIMEOUT_CPU,
    cuda: config.IDLE_TIMEOUT_CUDA,
    npu: config.IDLE_TIMEOUT_NPU,
  }[kind];
  return own ?? (await settings.read()).idleTimeoutS;
}
