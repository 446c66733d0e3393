import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { createInterface } from 'node:readline';

import { expect, test } from 'vitest';

import { childEnvironment } from '@/lib/kernel/env';

import { listProcesses } from './process-list';
import { stopMarked, stopProcessTree, type StopStep } from './stop-process-tree';

const QUICK: readonly StopStep[] = [
  { signal: 'SIGINT', waitMs: 300 },
  { signal: 'SIGTERM', waitMs: 300 },
  { signal: 'SIGKILL', waitMs: 5_000 },
];

/** @returns the leader's pid first, then those of its three children */
async function startTree(mark: string): Promise<number[]> {
  const [name = '', value] = mark.split('=');
  const child = spawn(process.execPath, ['tests/fixtures/stubborn-tree.mjs'], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: childEnvironment({ [name]: value }),
  });
  const pids = [child.pid ?? 0];
  for await (const line of createInterface({ input: child.stdout })) {
    if (line === 'ready') break;
    pids.push(Number(line));
  }
  return pids;
}

async function alive(pids: readonly number[]): Promise<number[]> {
  const living = new Set((await listProcesses()).map(({ pid }) => pid));
  return pids.filter((pid) => living.has(pid));
}

test('a runner is gone with all that it started: deaf, out of its group, without a parent', async () => {
  const mark = `ATELIER_RUNNER_MARK=${randomUUID()}`;
  const pids = await startTree(mark);
  expect(await alive(pids)).toHaveLength(4);
  expect(await stopProcessTree({ pid: pids[0] ?? 0, mark }, QUICK)).toBe(true);
  expect(await alive(pids)).toEqual([]);
});

test('what a killed worker left behind is found by its mark alone', async () => {
  const mark = `ATELIER_RUNNER_OWNER=${randomUUID()}`;
  const pids = await startTree(mark);
  process.kill(pids[0] ?? 0, 'SIGKILL');
  expect(await stopMarked(mark, QUICK)).toBeGreaterThanOrEqual(3);
  expect(await alive(pids)).toEqual([]);
});
