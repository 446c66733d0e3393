/** What vendors' tools print, as recorded with several driver versions; and nonsense. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { expect, test } from 'vitest';

import { parseNpuInfo } from './parse-npu-info';
import { parseNpuMapping, parseNpuProcesses, parseNpuValues } from './parse-npu-query';
import { parseNvidiaGpus, parseNvidiaProcesses } from './parse-nvidia-smi';

const recorded = (name: string): string =>
  readFileSync(path.join(import.meta.dirname, 'recorded', name), 'utf8');
const MIB = 1024 * 1024;

/** npu/chip, utilisation, used and total MiB, temperature, processes. */
const summary = (name: string) =>
  parseNpuInfo(recorded(name)).chips.map((chip) => [
    `${chip.npuId}/${chip.chipId} ${chip.name}`,
    chip.utilisationPercent,
    (chip.memoryUsedBytes ?? 0) / MIB,
    (chip.memoryTotalBytes ?? 0) / MIB,
    chip.temperatureC,
    chip.processes.map(({ pid }) => pid),
  ]);

test.each([
  [
    'npu-smi-info-23.0.2.1-910b2c.txt',
    [
      ['0/0 910B2C', 0, 20701, 65536, 51, [124528]],
      ['1/0 910B2C', 0, 20687, 65536, 50, []],
    ],
  ],
  ['npu-smi-info-23.0.0-310b4.txt', [['0/0 310B4', 0, 3628, 15609, 65, []]]],
  [
    'npu-smi-info-24.1.0-910a.txt',
    [
      ['0/0 910B', 0, 1365, 32768, 34, []],
      ['1/0 910B', 0, 4, 32768, 34, []],
    ],
  ],
  [
    'npu-smi-info-24.1.0.1-310p3.txt',
    [
      ['32768/0 310P3', 88, 8420, 44280, 65, [1976358, 1673754]],
      ['32768/1 310P3', 10, 10488, 43693, 60, [1654605]],
    ],
  ],
  [
    'npu-smi-info-25.2.0-910c.txt',
    [
      ['0/0 Ascend910', 0, 3133, 65536, 37, []],
      ['0/1 Ascend910', 17, 2876, 65536, 37, []],
      ['1/0 Ascend910', 0, 3116, 65536, 38, []],
      ['1/1 Ascend910', 0, 10568, 65536, 38, [990711]],
    ],
  ],
  [
    'npu-smi-info-25.5.1-910c-shared-line.txt',
    [
      ['0/0 910C', 30, 1024, 65536, 52, []],
      ['0/1 910C', 70, 2048, 65536, 52, []],
    ],
  ],
  ['npu-smi-info-25.5.2-910b4-one-of-eight.txt', [['5/0 910B4', 0, 2922, 32768, 39, []]]],
])('%s', (name, chips) => {
  expect(summary(name)).toEqual(chips);
});

test('a table without processes is told from one that names none', () => {
  const knows = (name: string) => parseNpuInfo(recorded(name)).knowsProcesses;
  expect(knows('npu-smi-info-23.0.0-310b4.txt')).toBe(false);
  expect(knows('npu-smi-info-25.5.2-910b4-one-of-eight.txt')).toBe(true);
});

test('a process without a name still counts, with its memory', () => {
  const [, , , chip] = parseNpuInfo(recorded('npu-smi-info-25.2.0-910c.txt')).chips;
  expect(chip?.processes).toEqual([{ pid: 990711, name: '', memoryBytes: 7746 * MIB }]);
});

test('the mapping gives chips the numbers of the runtime, and leaves the controller out', () => {
  expect(parseNpuMapping(recorded('npu-smi-mapping-910b4.txt'))).toEqual([
    { npuId: 5, chipId: 0, logicId: 0, name: 'Ascend 910B4' },
  ]);
  expect(
    parseNpuMapping(recorded('npu-smi-mapping-910c.txt')).map(({ logicId }) => logicId),
  ).toEqual([0, 1, 2, 3]);
});

test('single queries: usages, memory and processes by chip', () => {
  expect(parseNpuValues(recorded('npu-smi-usages-910b.txt'))).toEqual([
    {
      chipId: 0,
      utilisationPercent: 57,
      memoryTotalBytes: 65536 * MIB,
      memoryUsedBytes: Math.round(65536 * MIB * 0.03),
      temperatureC: null,
    },
  ]);
  expect(parseNpuValues(recorded('npu-smi-memory-910b.txt'))).toMatchObject([
    { chipId: 0, memoryTotalBytes: 32768 * MIB, memoryUsedBytes: null },
  ]);
  const byChip = parseNpuProcesses(recorded('npu-smi-proc-mem-310p3.txt'));
  expect([...byChip].map(([chip, all]) => [chip, all.map(({ pid }) => pid)])).toEqual([
    [0, [1976358, 577293]],
    [1, [1654605]],
  ]);
  expect(byChip.get(1)?.[0]).toMatchObject({ name: '', memoryBytes: 1851 * MIB });
  expect([...parseNpuProcesses(recorded('npu-smi-proc-mem-none.txt')).values()]).toEqual([[], []]);
});

test('cards of NVIDIA, also such as do not tell everything', () => {
  const [first, second] = parseNvidiaGpus(recorded('nvidia-smi-gpus-550.txt'));
  expect(first).toMatchObject({
    ...{ index: 0, name: 'NVIDIA H100 80GB HBM3', utilisationPercent: 37, temperatureC: 54 },
    ...{ memoryUsedBytes: 41235 * MIB, memoryTotalBytes: 81559 * MIB },
  });
  expect(second?.index).toBe(1);
  expect(parseNvidiaGpus(recorded('nvidia-smi-gpus-390-consumer.txt'))).toMatchObject([
    { name: 'GeForce GT 710', utilisationPercent: null, memoryTotalBytes: 2000 * MIB },
  ]);
  expect(parseNvidiaGpus(recorded('nvidia-smi-gpus-570-mig.txt'))).toMatchObject([
    { utilisationPercent: null, memoryUsedBytes: null, memoryTotalBytes: 81920 * MIB },
  ]);
  const processes = parseNvidiaProcesses(recorded('nvidia-smi-processes-550.txt'));
  expect(processes.get(first?.uuid ?? '')).toEqual([
    { pid: 31337, name: '/opt/venv/bin/python', memoryBytes: 40870 * MIB },
    { pid: 31500, name: '[Insufficient Permissions]', memoryBytes: null },
  ]);
});

const NONSENSE = [
  '',
  'No devices were found\n',
  "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.",
  'DrvMngGetConsoleLogLevel failed. (ret=4)\ndcmi model initialized failed, because the device is used. ret is -8020\n',
  '| NPU Name | Health |\n| garbage | | |\n| 0 |\n| | | | |\n|||\n',
  '| NPU     Name | Health | x |\n| 0 910B | OK | - - - |\n| 0 | NA | - - / - |\n',
  'NPU ID : \nChip ID : x\n: : :\n',
  'NPU ID  Chip ID\n',
  ',,,,,,,\n0,GPU-x\n-1, GPU-y, n, 1, 1, 1, 1\n',
  '\u0000\u0001\ufffd'.repeat(10_000),
];

test('nonsense is never a card, and never throws', () => {
  for (const text of [...NONSENSE, ...cuts(recorded('npu-smi-info-25.2.0-910c.txt'))]) {
    for (const { memoryTotalBytes } of parseNpuInfo(text).chips) {
      expect(memoryTotalBytes === null || memoryTotalBytes > 0).toBe(true);
    }
    parseNpuMapping(text);
    parseNpuValues(text);
    parseNpuProcesses(text);
    expect(parseNvidiaGpus(text)).toEqual([]);
    expect(parseNvidiaProcesses(text).size).toBe(0);
  }
});

/** The text, broken off at every thirteenth character. */
function cuts(text: string): string[] {
  return Array.from({ length: Math.floor(text.length / 13) }, (_, index) =>
    text.slice(0, index * 13),
  );
}
