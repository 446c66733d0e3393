import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { expect, test } from 'vitest';

import { openRunnerLog } from './runner-log';

test('the log is rotated by size, keeps three older parts, and is nobody else’s to read', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'atelier-log-'));
  const file = path.join(folder, 'runner-0.log');
  const log = openRunnerLog(file, 200);
  for (let line = 0; line < 40; line += 1) log.note(`line ${line}`);
  expect((await readdir(folder)).toSorted()).toEqual([
    'runner-0.log',
    'runner-0.log.1',
    'runner-0.log.2',
    'runner-0.log.3',
  ]);
  expect((await stat(file)).size).toBeLessThan(400);
  expect((await stat(file)).mode & 0o077).toBe(0);
  expect(log.tail().at(-1)).toContain('line 39');
  await rm(folder, { recursive: true });
});
