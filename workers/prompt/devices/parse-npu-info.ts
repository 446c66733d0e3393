/**
 * `npu-smi info`: a drawn table, whose columns differ between driver versions and chips. Two lines a
 * chip (`NPU Name | Health | Power Temp …`, then `Chip [Device|Phy-ID] | Bus-Id | AICore Memory [HBM]`),
 * then a table of processes. What is not understood is left out or null; nothing throws.
 */
import type { DeviceProcess } from '@/lib/domain/device';

export interface NpuChip {
  readonly npuId: number;
  readonly chipId: number;
  /** The column `Device`: what the runtime counts; null in tables without it. */
  readonly deviceId: number | null;
  readonly name: string;
  readonly health: string;
  readonly utilisationPercent: number | null;
  readonly memoryUsedBytes: number | null;
  readonly memoryTotalBytes: number | null;
  readonly temperatureC: number | null;
  readonly processes: readonly DeviceProcess[];
}

export interface NpuInfo {
  readonly chips: readonly NpuChip[];
  /** Whether the output held a table of processes at all. */
  readonly knowsProcesses: boolean;
}

type Head = Pick<NpuChip, 'npuId' | 'name' | 'health' | 'temperatureC'>;
interface Tail extends Omit<NpuChip, keyof Head | 'deviceId' | 'processes'> {
  readonly number: number | null;
}
interface Owned {
  readonly npuId: number;
  readonly chipId: number | null;
  readonly process: DeviceProcess;
}

const MIB = 1024 * 1024;
const CHIPS_MAX = 256;
const BUS_ID = /^[\da-f]{4}:/i;

export function parseNpuInfo(text: string): NpuInfo {
  const chips: Omit<NpuChip, 'processes'>[] = [];
  const owned: Owned[] = [];
  let section: 'none' | 'devices' | 'processes' = 'none';
  let head: Head | null = null;
  let hasChip = false;
  let namesDevices = false;

  for (const line of text.split(/\r?\n/)) {
    const cells = cellsOf(line);
    const [first = '', second = '', third = ''] = cells;
    if (/^NPU\b/.test(first) && /^Process id/i.test(second)) section = 'processes';
    else if (/^NPU\s+Name/.test(first)) section = 'devices';
    else if (/^Chip\b/.test(first)) namesDevices = /\bDevice\b/.test(first);
    else if (section === 'processes') {
      const row = readProcess(cells);
      if (row !== null) owned.push(row);
    } else if (section === 'devices' && chips.length < CHIPS_MAX) {
      // Chips of one card may follow one line of the card; names such as `310` look like numbers.
      const mayBeChip: boolean = head !== null && (!hasChip || BUS_ID.test(second));
      const tail: Tail | null = mayBeChip ? readTail(first, third) : null;
      if (head !== null && tail !== null) {
        const { number, ...figures } = tail;
        chips.push({ ...head, ...figures, deviceId: namesDevices ? number : null });
      } else head = readHead(first, second, third) ?? head;
      hasChip = tail !== null;
    }
  }
  return {
    chips: chips.map((chip) => ({ ...chip, processes: processesOf(chip, owned) })),
    knowsProcesses: section === 'processes',
  };
}

function cellsOf(line: string): string[] {
  const drawn = line.trim();
  if (!drawn.startsWith('|')) return [];
  return drawn
    .slice(1, drawn.endsWith('|') ? -1 : undefined)
    .split('|')
    .map((cell) => cell.trim());
}

/** `0     910B3 | OK | 97.6        52     0    / 0` */
function readHead(first: string, health: string, third: string): Head | null {
  const match = /^(\d+)\s+(\S.*)$/.exec(first);
  if (match === null) return null;
  const [, temperature] = third.split(/\s+/);
  return {
    npuId: Number(match[1]),
    name: match[2] ?? '',
    health,
    temperatureC: numberOf(temperature),
  };
}

/** `0     14 | 0000:81:00.0 | 0     0    / 0     3413 / 65536`; memory is HBM where the chip has it. */
function readTail(first: string, third: string): Tail | null {
  const match = /^(\d+)(?:\s+(\d+))?$/.exec(first);
  if (match === null) return null;
  const [used, total] = [...third.matchAll(/(\d+)\s*\/\s*(\d+)/g)]
    .map(([, a, b]) => [Number(a), Number(b)] as const)
    .findLast(([, capacity]) => capacity > 0) ?? [null, null];
  return {
    chipId: Number(match[1]),
    number: match[2] === undefined ? null : Number(match[2]),
    utilisationPercent: numberOf(third.split(/\s+/)[0]),
    memoryUsedBytes: used === null ? null : used * MIB,
    memoryTotalBytes: total === null ? null : total * MIB,
  };
}

/** `0       0 | 124528 | python3.8 | 17400`; one number in the first cell where a card is one chip. */
function readProcess([
  place = '',
  pid = '',
  name = '',
  memory = '',
]: readonly string[]): Owned | null {
  const match = /^(\d+)(?:\s+(\d+))?$/.exec(place);
  if (match === null || !/^\d+$/.test(pid)) return null;
  const megabytes = numberOf(memory);
  return {
    npuId: Number(match[1]),
    chipId: match[2] === undefined ? null : Number(match[2]),
    process: {
      pid: Number(pid),
      name,
      memoryBytes: megabytes === null ? null : megabytes * MIB,
    },
  };
}

function processesOf(
  chip: Pick<NpuChip, 'npuId' | 'chipId'>,
  owned: readonly Owned[],
): DeviceProcess[] {
  return owned
    .filter(({ npuId }) => npuId === chip.npuId)
    .filter(({ chipId }) => chipId === null || chipId === chip.chipId)
    .map(({ process }) => process);
}

/** @returns null for `-`, `NA` and the like */
export function numberOf(text: string | undefined): number | null {
  const match = /^(\d+(?:\.\d+)?)%?$/.exec(text?.trim() ?? '');
  return match === null ? null : Number(match[1]);
}
