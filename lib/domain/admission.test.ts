import { expect, test } from 'vitest';

import { decideAdmission, OPEN, pressureText, type HostUse } from './admission';

const LIMITS = {
  ...{ cpuMaxPercent: 80, memoryMaxPercent: 85, diskMaxPercent: 95 },
  queueAgeMaxS: 1_800,
};
const host = (more: Partial<HostUse> = {}): HostUse => ({
  ...{ cpuPercent: 10, memoryPercent: 10, diskPercent: 10 },
  ...more,
});

test('without pressure everything is let in, also where no host is known', () => {
  expect(decideAdmission([host()], 0, LIMITS)).toEqual(OPEN);
  expect(decideAdmission([], 0, LIMITS)).toEqual(OPEN);
});

test('busy processors and an old queue keep the background lane out, and nobody else', () => {
  const busy = decideAdmission([host({ cpuPercent: 97 })], 0, LIMITS);
  expect(busy).toEqual({ everything: null, background: { kind: 'cpu', value: 97, max: 80 } });
  const old = decideAdmission([host()], 1_900, LIMITS);
  expect(old.everything).toBeNull();
  expect(pressureText(old.background ?? { kind: 'cpu', value: 0, max: 0 })).toBe(
    'prompts have waited for 32 minutes, and 30 is the limit',
  );
});

test('memory and disk count for everybody, as long as no host has room', () => {
  const memory = { kind: 'memory', value: 85, max: 85 };
  const full = host({ memoryPercent: 85 });
  expect(decideAdmission([full], 0, LIMITS)).toEqual({ everything: memory, background: memory });
  expect(decideAdmission([full, host()], 0, LIMITS)).toEqual(OPEN);
  expect(decideAdmission([host({ diskPercent: 99 })], 0, LIMITS).everything?.kind).toBe('disk');
});
