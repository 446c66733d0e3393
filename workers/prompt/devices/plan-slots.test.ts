import { expect, test } from 'vitest';

import type { DeviceKind } from '@/lib/domain/device';

import type { DeviceSource } from './device-source';
import { parsePortMap, planSlots, type SlotPlan, type SlotWishes } from './plan-slots';

const metrics = {
  ...{ utilisationPercent: null, memoryUsedBytes: null, memoryTotalBytes: null },
  ...{ temperatureC: null, processes: [], sampledAt: new Date(0) },
};

function source(kind: DeviceKind, count: number): DeviceSource {
  const sightings = Array.from({ length: count }, (_, index) => ({
    device: { kind, index, name: `${kind} card` },
    metrics,
  }));
  const reason = `${kind} is not there`;
  return {
    kind,
    look: () => Promise.resolve(count > 0 ? { ok: true, sightings } : { ok: false, reason }),
  };
}

async function plan(wishes: Partial<SlotWishes>, npus: number, gpus: number): Promise<string[]> {
  const sources = [source('cpu', 1), source('npu', npus), source('cuda', gpus)];
  const slots = await planSlots(
    {
      devices: 'auto',
      slots: undefined,
      mayUseCards: true,
      ports: undefined,
      portBase: 0,
      ...wishes,
    },
    sources,
  );
  const text = ({ device, port, outsidePort }: SlotPlan) =>
    `${device.kind}:${device.index} ${port} ${outsidePort ?? '-'}`;
  return slots.map(text);
}

test('Ascend cards 1 to 4 have their ports without configuration', async () => {
  expect(await plan({}, 6, 2)).toEqual([
    'npu:0 0 -',
    'npu:1 8001 9001',
    'npu:2 8002 9002',
    'npu:3 8003 9003',
    'npu:4 8004 9004',
    'npu:5 0 -',
  ]);
});

test('a fixed list is believed, and needs no tool', async () => {
  expect(await plan({ devices: 'npu:1,npu:2,cuda:0,cpu' }, 0, 0)).toEqual([
    'npu:1 8001 9001',
    'npu:2 8002 9002',
    'cuda:0 0 -',
    'cpu:0 0 -',
  ]);
});

test('a map of one’s own decides the ports', async () => {
  const ports = parsePortMap('7001:7101:0,7002:7102:1');
  expect(await plan({ devices: 'cuda', ports, portBase: 6000 }, 0, 3)).toEqual([
    'cuda:0 7001 7101',
    'cuda:1 7002 7102',
    'cuda:2 6002 -',
  ]);
});

test('without cards, or for runners that cannot use them, processors are taken', async () => {
  expect(await plan({ slots: 2 }, 0, 0)).toHaveLength(2);
  expect(await plan({ mayUseCards: false }, 8, 8)).toEqual(['cpu:0 0 -']);
  expect(await plan({ devices: 'cpu', slots: 3 }, 0, 0)).toHaveLength(3);
});

test('a card gets one slot, however often it is named', async () => {
  expect(await plan({ devices: 'cuda:1,cuda,cuda:1' }, 0, 2)).toEqual(['cuda:1 0 -', 'cuda:0 0 -']);
  expect(await plan({ slots: 1 }, 0, 2)).toEqual(['cuda:0 0 -']);
});

test('a kind of card that is wanted and not there is said, with what its tool said', async () => {
  await expect(plan({ devices: 'npu' }, 0, 2)).rejects.toThrow(
    'WORKER_DEVICES=npu: no Ascend card was found (npu is not there).',
  );
});
