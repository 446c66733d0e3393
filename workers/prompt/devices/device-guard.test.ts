import { expect, test } from 'vitest';

import type { DeviceMetrics } from '@/lib/domain/device';

import { createDeviceGuard } from './device-guard';

const MIB = 1024 * 1024;
const device = { kind: 'npu', index: 1, name: 'Ascend 910B3' } as const;

/** A card that shows one after the other of these amounts, in MiB; null: its tool does not answer. */
function guardOf(...amounts: (number | null)[]) {
  let looks = 0;
  const look = (): Promise<DeviceMetrics | null> => {
    const amount = amounts[Math.min(looks++, amounts.length - 1)] ?? null;
    if (amount === null) return Promise.resolve(null);
    return Promise.resolve({
      ...{ utilisationPercent: 0, memoryUsedBytes: amount * MIB, memoryTotalBytes: 65_536 * MIB },
      ...{ temperatureC: 40, sampledAt: new Date() },
      processes: [{ pid: 77, name: 'python', memoryBytes: amount * MIB }],
    });
  };
  return {
    guard: createDeviceGuard({ device, sampler: { look }, tries: 3, pauseMs: 1 }),
    looks: () => looks,
  };
}

test('memory that the driver takes back a little later is waited for', async () => {
  const { guard, looks } = guardOf(3_400, 20_000, 12_000, 3_410);
  await guard.waitUntilFree();
  await guard.waitUntilFree();
  expect(looks()).toBe(4);
});

test('memory that stays held is a reason that names its holder', async () => {
  const { guard } = guardOf(3_400, 20_701);
  await guard.waitUntilFree();
  await expect(guard.waitUntilFree()).rejects.toThrow(
    'the memory of Ascend 910B3 is not free: 17301 MiB more than before, held by process 77 (python)',
  );
});

test('what another program held from the start is normal, and a tool that is away keeps nobody', async () => {
  const { guard } = guardOf(30_000, 30_200, null);
  await guard.waitUntilFree();
  await guard.waitUntilFree();
  await guard.waitUntilFree();
});
