/** Which slots a worker offers: one a device, found or configured, each with its ports. */
import type { Device, DeviceKind } from '@/lib/domain/device';

import type { DeviceSource, Sighting } from './device-source';

/** Runner port → outside port → card. */
export interface PortMapping {
  readonly port: number;
  readonly outsidePort: number;
  readonly card: number;
}

export interface SlotPlan {
  /** 0, 1, … on this host. */
  readonly index: number;
  readonly device: Device;
  /** Where its runner shall listen; 0: any free port. */
  readonly port: number;
  readonly outsidePort: number | null;
}

export interface SlotWishes {
  /** `WORKER_DEVICES`: `auto`, or kinds with or without a number, separated by commas. */
  readonly devices: string;
  /** `WORKER_SLOTS`: on cards at most so many slots, on processors exactly so many. */
  readonly slots: number | undefined;
  /** Whether runners can use cards at all: the built-in one cannot, ComfyUI with `--cpu` must not. */
  readonly mayUseCards: boolean;
  /** `RUNNER_PORTS`; undefined: the default one for Ascend cards. */
  readonly ports: readonly PortMapping[] | undefined;
  /** `RUNNER_PORT_BASE`: for slots that the map does not name. */
  readonly portBase: number;
}

export class DeviceError extends Error {}

const DEFAULT_NPU_PORTS: readonly PortMapping[] = [1, 2, 3, 4].map((card) => ({
  port: 8000 + card,
  outsidePort: 9000 + card,
  card,
}));
const CARDS = { npu: 'Ascend card', cuda: 'CUDA card' } as const;

/** @param text `8001:9001:1,8002:9002:2`, checked by the environment's schema */
export function parsePortMap(text: string): PortMapping[] {
  return text.split(',').map((entry) => {
    const [port = 0, outsidePort = 0, card = 0] = entry.split(':').map(Number);
    return { port, outsidePort, card };
  });
}

/** @throws DeviceError when a wanted kind of card is not there, with what its tool said */
export async function planSlots(
  wishes: SlotWishes,
  sources: readonly DeviceSource[],
): Promise<SlotPlan[]> {
  const devices = await wantedDevices(wishes, sources);
  return devices.map((device, index) => ({ index, device, ...portsOf(wishes, device, index) }));
}

async function wantedDevices(
  { devices: wanted, slots, mayUseCards }: SlotWishes,
  sources: readonly DeviceSource[],
): Promise<Device[]> {
  if (wanted === 'auto') {
    const found = mayUseCards ? await firstCards(sources) : [];
    return found.length > 0 ? found.slice(0, slots) : processors(slots ?? 1, sources);
  }
  const devices: Device[] = [];
  for (const entry of wanted.split(',')) {
    const [kind, number] = entry.split(':') as [DeviceKind, string | undefined];
    if (kind === 'cpu') {
      devices.push(...(await processors(wanted === 'cpu' ? (slots ?? 1) : 1, sources)));
    } else devices.push(...(await cards(kind, number, sources)));
  }
  const unique = devices.filter(
    (device, at) =>
      device.kind === 'cpu' ||
      devices.findIndex(({ kind, index }) => kind === device.kind && index === device.index) === at,
  );
  return wanted === 'cpu' ? unique : unique.slice(0, slots);
}

/** Ascend cards before CUDA cards: where both are, the Ascend ones are what the host is for. */
async function firstCards(sources: readonly DeviceSource[]): Promise<Device[]> {
  for (const kind of ['npu', 'cuda'] as const) {
    const look = await sources.find((source) => source.kind === kind)?.look();
    if (look?.ok === true) return look.sightings.map(({ device }) => device);
  }
  return [];
}

async function cards(
  kind: 'npu' | 'cuda',
  number: string | undefined,
  sources: readonly DeviceSource[],
): Promise<Device[]> {
  const look = await sources.find((source) => source.kind === kind)?.look();
  const seen: readonly Sighting[] = look?.ok === true ? look.sightings : [];
  if (number === undefined) {
    if (seen.length > 0) return seen.map(({ device }) => device);
    const reason = look?.ok === false ? ` (${look.reason})` : '';
    throw new DeviceError(`WORKER_DEVICES=${kind}: no ${CARDS[kind]} was found${reason}.`);
  }
  // A card that is named is believed: its tool may not be there, or be out of order.
  const index = Number(number);
  const known = seen.find(({ device }) => device.index === index);
  return [known?.device ?? { kind, index, name: `${CARDS[kind]} ${index}` }];
}

async function processors(count: number, sources: readonly DeviceSource[]): Promise<Device[]> {
  const look = await sources.find(({ kind }) => kind === 'cpu')?.look();
  const name = look?.ok === true ? (look.sightings[0]?.device.name ?? 'CPU') : 'CPU';
  return Array.from({ length: count }, () => ({ kind: 'cpu' as const, index: 0, name }));
}

function portsOf(
  { ports, portBase }: SlotWishes,
  { kind, index: card }: Device,
  index: number,
): Pick<SlotPlan, 'port' | 'outsidePort'> {
  // Processors have no number of their own: the map's cards are slots then.
  const map = ports ?? (kind === 'npu' ? DEFAULT_NPU_PORTS : []);
  const mapped = map.find((entry) => entry.card === (kind === 'cpu' ? index + 1 : card));
  if (mapped !== undefined) return { port: mapped.port, outsidePort: mapped.outsidePort };
  return { port: portBase === 0 ? 0 : portBase + index, outsidePort: null };
}
