import { mkdir, mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { expect, test } from 'vitest';

import { newUserId } from '@/lib/kernel/ids';

import { removeStaleTempFiles } from './remove-stale-temp-files';

test('old temporary files of every slot go, young ones and other folders stay', async () => {
  const data = await mkdtemp(path.join(tmpdir(), 'atelier-temp-'));
  const user = newUserId();
  const old = new Date(Date.now() - 3_600_000);
  const file = async (name: string, at: Date): Promise<string> => {
    const full = path.join(data, name);
    await mkdir(path.dirname(full), { recursive: true });
    await writeFile(full, 'x');
    await utimes(full, at, at);
    return full;
  };
  const gone = [
    await file(`tenants/${user}/temp/a.png`, old),
    await file(`tenants-1/${user}/temp/deep/b.png`, old),
    await file('tenants-12/preheat/temp/c.png', old),
  ];
  const kept = [
    await file(`tenants/${user}/temp/young.png`, new Date()),
    await file(`tenants/${user}/output/d.png`, old),
    await file(`tenants-old/${user}/temp/e.png`, old),
    await file('tenants/someone/temp/f.png', old),
  ];
  const before = new Date(Date.now() - 60_000);
  expect(await removeStaleTempFiles(path.join(data, 'tenants'), before)).toBe(3);
  const there = (name: string) => stat(name).then(Boolean, () => false);
  expect(await Promise.all(gone.map(there))).toEqual([false, false, false]);
  expect(await Promise.all(kept.map(there))).toEqual([true, true, true, true]);
  await rm(data, { recursive: true });
});
