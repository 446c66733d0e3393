/**
 * ComfyUI's `/system_stats` for a pool, from what its slots reported. Host paths and command lines
 * stay out of it: the editor needs `argv` only to know what it must leave alone.
 */
import type { Slot } from '@/lib/domain/slot';

import type { OnlineSlots } from './list-online-slots';

/** Makes the editor leave release notes and paid nodes of comfy.org alone. */
const ARGV = ['main.py', '--disable-api-nodes'];
const TEXTS = ['comfyui_version', 'python_version', 'pytorch_version', 'os'] as const;
const SIZES = ['ram_total', 'ram_free'] as const;
const DEVICE_SIZES = ['vram_total', 'vram_free', 'torch_vram_total', 'torch_vram_free'] as const;

type Facts = Readonly<Record<string, unknown>>;

export interface SystemStats {
  readonly system: Facts;
  readonly devices: readonly Facts[];
}

export async function readSystemStats(online: OnlineSlots, pool: string): Promise<SystemStats> {
  const slots = await online.forPool(pool);
  const system = asFacts(slots.find((slot) => slot.systemStats !== null)?.systemStats?.['system']);
  const devices = slots.flatMap(devicesOf);
  return {
    system: {
      ...Object.fromEntries(TEXTS.map((name) => [name, textOf(system[name])])),
      ...Object.fromEntries(SIZES.map((name) => [name, sizeOf(system[name])])),
      embedded_python: false,
      argv: ARGV,
    },
    // The editor's panels read the first device without asking whether there is one.
    devices: devices.length > 0 ? devices : [deviceFacts({ name: 'none online', type: 'cpu' })],
  };
}

function devicesOf(slot: Slot): Facts[] {
  const reported = slot.systemStats?.['devices'];
  if (!Array.isArray(reported) || reported.length === 0) {
    return [deviceFacts({ name: slot.device.name, type: slot.device.kind })];
  }
  return reported.map((device) => deviceFacts(asFacts(device)));
}

function deviceFacts(device: Facts): Facts {
  return {
    name: textOf(device['name']),
    type: textOf(device['type']),
    index: typeof device['index'] === 'number' ? device['index'] : null,
    ...Object.fromEntries(DEVICE_SIZES.map((name) => [name, sizeOf(device[name])])),
  };
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const sizeOf = (value: unknown): number => (typeof value === 'number' ? value : 0);
const asFacts = (value: unknown): Facts =>
  typeof value === 'object' && value !== null ? (value as Facts) : {};
