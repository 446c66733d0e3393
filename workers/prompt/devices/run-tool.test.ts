/** Tools that hang, flood or fail: tiny real programs on a PATH of their own. */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { listProcesses } from '../runner/process-list';
import { cudaSource } from './cuda-source';
import { npuSource } from './npu-source';
import { createToolRunner, type RunTool } from './run-tool';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'atelier-tools-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function program(name: string, script: string): Promise<void> {
  const file = path.join(folder, name);
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
}

const runner = (timeoutMs = 10_000, outputBytesMax = 100_000): RunTool =>
  createToolRunner({ timeoutMs, outputBytesMax, searchPath: `${folder}:/usr/bin:/bin` });

const isAlive = async (pid: number) => (await listProcesses()).some((each) => each.pid === pid);

test('a tool that hangs is ended with all that it started, and the caller has an answer', async () => {
  const pids = path.join(folder, 'pids');
  await program('tool', `sleep 600 & echo $! > ${pids}; echo $$ >> ${pids}; wait`);
  const answer = await runner(500)('tool', []);
  expect(answer).toMatchObject({ ok: false, reason: 'tool gave no answer within 0.5 s' });
  const started = (await readFile(pids, 'utf8')).trim().split('\n').map(Number);
  await expect
    .poll(async () => (await Promise.all(started.map(isAlive))).some(Boolean))
    .toBe(false);
});

test('a tool that floods is ended', async () => {
  await program('tool', 'yes nonsense');
  const answer = await runner()('tool', []);
  expect(answer).toMatchObject({ ok: false, reason: 'tool printed more than 100000 bytes' });
});

test('a child that keeps the pipe open does not keep the caller', async () => {
  await program('tool', 'echo told; setsid sleep 30 & exit 0');
  expect(await runner()('tool', [])).toEqual({ ok: true, text: 'told\n' });
});

test('failures are clauses for people', async () => {
  await program('tool', 'echo "driver is not loaded" >&2; exit 9');
  const ended = { ok: false, reason: 'tool ended with 9: driver is not loaded' };
  expect(await runner()('tool', [])).toEqual(ended);
  expect(await runner()('not-there', [])).toMatchObject({ ok: false });
});

const NPU_SMI = `
case "$*" in
  info) cat "$DIR/npu-smi-info-25.2.0-910c.txt" ;;
  "info -m") cat "$DIR/npu-smi-mapping-910c.txt" ;;
  *) echo "unexpected: $*" >&2; exit 1 ;;
esac`;

test('Ascend chips are numbered as the runtime numbers them', async () => {
  const recorded = path.join(import.meta.dirname, 'recorded');
  await program('npu-smi', `DIR=${recorded}${NPU_SMI}`);
  const look = await npuSource(runner()).look();
  expect(look.ok && look.sightings.map(({ device }) => `${device.index} ${device.name}`)).toEqual([
    '0 Ascend910',
    '1 Ascend910',
    '2 Ascend910',
    '3 Ascend910',
  ]);
});

test('single queries fill in what the table leaves open', async () => {
  const table = [
    '| NPU   Name | Health | Power(W) Temp(C) |',
    '| 0     910B3 | OK | - - |',
    '| 0     | 0000:C1:00.0 | - - / - |',
  ].join('\n');
  const recorded = path.join(import.meta.dirname, 'recorded');
  await program(
    'npu-smi',
    `case "$*" in
      info) printf '%s\\n' '${table}' ;;
      "info -t usages -i 0") cat ${recorded}/npu-smi-usages-910b.txt ;;
      "info -t temp -i 0") printf 'NPU Temperature (C) : 41\\nChip ID : 0\\n' ;;
      "info -t proc-mem -i 0") printf 'Process id:77 Process name:python Process memory(MB):3\\nChip ID : 0\\n' ;;
      *) exit 1 ;;
    esac`,
  );
  const look = await npuSource(runner()).look();
  expect(look.ok && look.sightings[0]?.metrics).toMatchObject({
    utilisationPercent: 57,
    temperatureC: 41,
    memoryTotalBytes: 65536 * 1024 * 1024,
    processes: [{ pid: 77 }],
  });
});

test('a driver in trouble is a reason, not an exception', async () => {
  await program('nvidia-smi', 'echo "No devices were found"; exit 6');
  expect(await cudaSource(runner()).look()).toEqual({
    ok: false,
    reason: 'nvidia-smi ended with 6: No devices were found',
  });
  await program('npu-smi', 'head -c 1000 /dev/urandom');
  expect(await npuSource(runner()).look()).toMatchObject({ ok: false });
});
