/** `npu-smi info -m` and `npu-smi info -t usages|memory|temp|proc-mem -i N`: lists of names and values. */
import type { DeviceProcess } from '@/lib/domain/device';

import { numberOf } from './parse-npu-info';

export interface NpuMapping {
  readonly npuId: number;
  readonly chipId: number;
  /** What `ASCEND_RT_VISIBLE_DEVICES` counts. */
  readonly logicId: number;
  readonly name: string;
}

const MIB = 1024 * 1024;

/** The rows of `info -m`; the board's own controller (`Mcu`) has no logic id and is left out. */
export function parseNpuMapping(text: string): NpuMapping[] {
  const rows = text
    .split(/\r?\n/)
    .map((line) => line.trim().split(/\s{2,}|\t+/))
    .filter((cells) => cells.length >= 3);
  const header = rows.find((cells) => cells[0] === 'NPU ID');
  if (header === undefined) return [];
  const logic = ['Chip Logic ID', 'Chip Phy-ID'].find((name) => header.includes(name));
  const found: NpuMapping[] = [];
  for (const cells of rows.slice(rows.indexOf(header) + 1)) {
    const cell = (name = ''): string => cells[header.indexOf(name)] ?? '';
    const npuId = numberOf(cell('NPU ID'));
    const chipId = numberOf(cell('Chip ID'));
    const logicId = numberOf(cell(logic));
    if (npuId === null || chipId === null || logicId === null) continue;
    found.push({ npuId, chipId, logicId, name: cell('Chip Name') });
  }
  return found;
}

export interface NpuValues {
  readonly chipId: number;
  readonly utilisationPercent: number | null;
  readonly memoryUsedBytes: number | null;
  readonly memoryTotalBytes: number | null;
  readonly temperatureC: number | null;
}

/**
 * Any of `-t usages`, `-t memory`, `-t temp`, `-t common`: a block a chip, which ends with its number.
 * Several answers may be handed in, one after the other.
 */
export function parseNpuValues(text: string): NpuValues[] {
  const blocks = new Map<number, Map<string, string>>();
  let block = new Map<string, string>();
  const close = (chipId: number) => {
    blocks.set(chipId, new Map([...(blocks.get(chipId) ?? []), ...block]));
    block = new Map();
  };
  for (const line of text.split(/\r?\n/)) {
    const [, name = '', value = ''] = /^[\s|]*([^:|]+?)\s*[:|]\s*(.*?)[\s|]*$/.exec(line) ?? [];
    // An answer for a card of one chip may end without naming it.
    if (name === 'NPU ID' && block.has(name)) close(0);
    if (name === 'Chip ID') close(numberOf(value) ?? 0);
    else if (name !== '') block.set(name, value);
  }
  if (block.size > 1) close(0);
  return [...blocks].map(([chipId, values]) => read(chipId, values));
}

function read(chipId: number, values: ReadonlyMap<string, string>): NpuValues {
  const number = (...names: readonly string[]): number | null =>
    names.map((name) => numberOf(values.get(name))).find((value) => value !== null) ?? null;
  const memory = ['HBM', 'DDR', 'Memory'].find((kind) => (number(`${kind} Capacity(MB)`) ?? 0) > 0);
  const total = number(`${memory ?? ''} Capacity(MB)`);
  const rate = number(`${memory ?? ''} Usage Rate(%)`);
  return {
    chipId,
    utilisationPercent: number('Aicore Usage Rate(%)', 'NPU Utilization(%)'),
    memoryTotalBytes: total === null ? null : total * MIB,
    memoryUsedBytes:
      total === null || rate === null ? null : Math.round((total * MIB * rate) / 100),
    temperatureC: number(
      'NPU Temperature (C)',
      'NPU Temperature(C)',
      'Temperature(C)',
      'Temperature (C)',
    ),
  };
}

const PROCESS = /Process id:\s*(\d+)\s+Process name:(.*?)\s*Process memory\(MB\):\s*(\d+)/;

/** `-t proc-mem`: processes by chip; a chip's number follows its processes. */
export function parseNpuProcesses(text: string): Map<number, DeviceProcess[]> {
  const byChip = new Map<number, DeviceProcess[]>();
  let waiting: DeviceProcess[] = [];
  for (const line of text.split(/\r?\n/)) {
    const match = PROCESS.exec(line);
    if (match !== null) {
      const [, pid, name = '', megabytes] = match;
      waiting.push({ pid: Number(pid), name: name.trim(), memoryBytes: Number(megabytes) * MIB });
    }
    const chipId = numberOf(/^\s*Chip ID\s*:\s*(\d+)/.exec(line)?.[1]);
    if (chipId === null) continue;
    byChip.set(chipId, [...(byChip.get(chipId) ?? []), ...waiting]);
    waiting = [];
  }
  if (waiting.length > 0) byChip.set(0, [...(byChip.get(0) ?? []), ...waiting]);
  return byChip;
}
