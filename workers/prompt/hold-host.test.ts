import { expect, test } from 'vitest';

import { createLogger } from '@/lib/kernel/log';

import { createHostHold } from './hold-host';

const LIMITS = { folder: '/', memoryMaxPercent: 85, diskMaxPercent: 95 };
const log = createLogger('worker', 'silent');

/** Whether a run is let in at once: the signal ends any wait. */
async function passes(use: { memoryPercent: number; diskPercent: number }, held: number) {
  const hold = createHostHold({
    ...LIMITS,
    log,
    held: () => held,
    read: () => Promise.resolve(use),
  });
  return hold.pass(AbortSignal.abort()).then(
    () => true,
    () => false,
  );
}

test('a host short of memory takes one run at a time, one without disk takes none', async () => {
  expect(await passes({ memoryPercent: 20, diskPercent: 20 }, 4)).toBe(true);
  expect(await passes({ memoryPercent: 90, diskPercent: 20 }, 0)).toBe(true);
  expect(await passes({ memoryPercent: 90, diskPercent: 20 }, 1)).toBe(false);
  expect(await passes({ memoryPercent: 20, diskPercent: 96 }, 0)).toBe(false);
});

test('it goes on as soon as there is room again', async () => {
  let diskPercent = 99;
  const read = () => Promise.resolve({ memoryPercent: 0, diskPercent });
  const hold = createHostHold({ ...LIMITS, log, held: () => 0, read });
  const passed = hold.pass(new AbortController().signal);
  diskPercent = 50;
  await passed;
});

test('the host itself can be read', async () => {
  const hold = createHostHold({ ...LIMITS, diskMaxPercent: 101, log, held: () => 0 });
  await hold.pass(new AbortController().signal);
});
