/** Ascend cards, by `npu-smi`: the table first, single queries for what the table left open. */
import type { DeviceMetrics } from '@/lib/domain/device';

import type { DeviceSource, Look, Sighting } from './device-source';
import { parseNpuInfo, type NpuChip } from './parse-npu-info';
import {
  parseNpuMapping,
  parseNpuProcesses,
  parseNpuValues,
  type NpuMapping,
} from './parse-npu-query';
import type { RunTool } from './run-tool';

const TOOL = 'npu-smi';
const QUERIES = ['usages', 'memory', 'temp'] as const;

export function npuSource(run: RunTool): DeviceSource {
  /** Numbers do not change while the driver is loaded. */
  let mapping: readonly NpuMapping[] | null = null;

  async function mappingOf(): Promise<readonly NpuMapping[]> {
    if (mapping !== null) return mapping;
    const answer = await run(TOOL, ['info', '-m']);
    const parsed = answer.ok ? parseNpuMapping(answer.text) : [];
    if (parsed.length > 0) mapping = parsed;
    return parsed;
  }

  async function ask(query: string, npuId: number): Promise<string> {
    const answer = await run(TOOL, ['info', '-t', query, '-i', String(npuId)]);
    return answer.ok ? answer.text : '';
  }

  /** What the table did not hold of the chips of one card. */
  async function complete(npuId: number, chips: NpuChip[], knowsProcesses: boolean) {
    const isOpen = chips.some((chip) => FIGURES.some((figure) => chip[figure] === null));
    const texts = isOpen ? await inTurn(QUERIES, (query) => ask(query, npuId)) : [];
    const values = texts.flatMap((text) => parseNpuValues(text));
    const processes = knowsProcesses ? null : parseNpuProcesses(await ask('proc-mem', npuId));
    return chips.map((chip): NpuChip => {
      const known = values.filter(({ chipId }) => chipId === chip.chipId);
      const figures = FIGURES.map((figure) => {
        const asked = known.map((each) => each[figure]).find((value) => value !== null);
        return [figure, chip[figure] ?? asked ?? null] as const;
      });
      return {
        ...chip,
        ...(Object.fromEntries(figures) as Pick<NpuChip, (typeof FIGURES)[number]>),
        processes: processes?.get(chip.chipId) ?? chip.processes,
      };
    });
  }

  return {
    kind: 'npu',
    async look(): Promise<Look> {
      const answer = await run(TOOL, ['info']);
      if (!answer.ok) return answer;
      const { chips, knowsProcesses } = parseNpuInfo(answer.text);
      if (chips.length === 0) return { ok: false, reason: `${TOOL} info names no chip` };
      const numbers = await mappingOf();
      const cards = [...Map.groupBy(chips, ({ npuId }) => npuId)];
      const completed = await inTurn(cards, ([npuId, ofCard]) =>
        complete(npuId, ofCard, knowsProcesses),
      );
      const sampledAt = new Date();
      const sightings = completed
        .flat()
        .map((chip, order) => sightingOf(chip, order, numbers, sampledAt));
      return { ok: true, sightings };
    },
  };
}

const FIGURES = [
  'utilisationPercent',
  'memoryUsedBytes',
  'memoryTotalBytes',
  'temperatureC',
] as const;

/** One after the other: the driver serves one question at a time. */
async function inTurn<T, R>(items: readonly T[], step: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) results.push(await step(item));
  return results;
}

/** The runtime counts chips by their logic id; a driver that does not tell it lists them in that order. */
function sightingOf(
  chip: NpuChip,
  order: number,
  numbers: readonly NpuMapping[],
  sampledAt: Date,
): Sighting {
  const mapped = numbers.find(
    ({ npuId, chipId }) => npuId === chip.npuId && chipId === chip.chipId,
  );
  const name = chip.name.startsWith('Ascend') ? chip.name : `Ascend ${chip.name}`;
  const metrics: DeviceMetrics = {
    utilisationPercent: chip.utilisationPercent,
    memoryUsedBytes: chip.memoryUsedBytes,
    memoryTotalBytes: chip.memoryTotalBytes,
    temperatureC: chip.temperatureC,
    processes: chip.processes,
    sampledAt,
  };
  return {
    device: { kind: 'npu', index: mapped?.logicId ?? chip.deviceId ?? order, name },
    metrics,
  };
}
