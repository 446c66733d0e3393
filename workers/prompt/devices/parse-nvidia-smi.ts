/**
 * `nvidia-smi --query-gpu=…` and `--query-compute-apps=…` with `--format=csv,noheader,nounits`. What a card
 * or a driver does not tell is `[N/A]`, `[Not Supported]`, `[Insufficient Permissions]` and the like: null.
 */
import type { DeviceProcess } from '@/lib/domain/device';

import { numberOf } from './parse-npu-info';

export const GPU_QUERY =
  'index,uuid,name,utilization.gpu,memory.used,memory.total,temperature.gpu' as const;
export const PROCESS_QUERY = 'gpu_uuid,pid,process_name,used_memory' as const;

export interface NvidiaGpu {
  readonly index: number;
  readonly uuid: string;
  readonly name: string;
  readonly utilisationPercent: number | null;
  readonly memoryUsedBytes: number | null;
  readonly memoryTotalBytes: number | null;
  readonly temperatureC: number | null;
}

const MIB = 1024 * 1024;
const bytesOf = (text: string | undefined): number | null => {
  const megabytes = numberOf(text);
  return megabytes === null ? null : megabytes * MIB;
};
const rowsOf = (text: string): string[][] =>
  text.split(/\r?\n/).map((line) => line.split(',').map((cell) => cell.trim()));

export function parseNvidiaGpus(text: string): NvidiaGpu[] {
  return rowsOf(text).flatMap((cells) => {
    const [number, uuid = '', ...rest] = cells;
    const index = numberOf(number);
    if (index === null || !/^(GPU|MIG)-/.test(uuid) || rest.length < 5) return [];
    // A name may hold commas: the figures are counted from the end.
    const [utilisation, used, total, temperature] = rest.slice(-4);
    const facts = {
      utilisationPercent: numberOf(utilisation),
      memoryUsedBytes: bytesOf(used),
      memoryTotalBytes: bytesOf(total),
      temperatureC: numberOf(temperature),
    };
    return [{ index, uuid, name: rest.slice(0, -4).join(', '), ...facts }];
  });
}

/** Processes by the card's uuid. */
export function parseNvidiaProcesses(text: string): Map<string, DeviceProcess[]> {
  const byCard = new Map<string, DeviceProcess[]>();
  for (const [uuid = '', number, ...rest] of rowsOf(text)) {
    const pid = numberOf(number);
    if (pid === null || !/^(GPU|MIG)-/.test(uuid) || rest.length < 2) continue;
    const memoryBytes = bytesOf(rest.at(-1));
    const process = { pid, name: rest.slice(0, -1).join(', '), memoryBytes };
    byCard.set(uuid, [...(byCard.get(uuid) ?? []), process]);
  }
  return byCard;
}
