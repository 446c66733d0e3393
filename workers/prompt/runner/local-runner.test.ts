import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, beforeEach, expect, test } from 'vitest';

import { findFreePort } from './free-port';
import { createLocalRunner } from './local-runner';
import type { Runner } from './runner';
import { openRunnerLog } from './runner-log';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'atelier-runner-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A runner whose program is given as code; `PORT` stands for its port. */
async function runnerOf(code: string, startTimeoutMs = 10_000): Promise<Runner> {
  const port = await findFreePort();
  return createLocalRunner({
    command: {
      kind: 'builtin',
      file: process.execPath,
      args: ['-e', code.replaceAll('PORT', String(port))],
      cwd: folder,
      env: {},
    },
    port,
    tenantsRoot: folder,
    owner: 'test',
    startTimeoutMs,
    output: openRunnerLog(path.join(folder, 'logs', 'runner-0.log')),
  });
}

const serve = (answer: string): string =>
  `require('node:http').createServer((request, response) => { ${answer} }).listen(PORT, '127.0.0.1');`;

test('a runner is started only when its self-test passed', async () => {
  const body = JSON.stringify({ ok: true, version: '1' });
  const runner = await runnerOf(
    `let asked = 0; ${serve(`response.statusCode = asked++ < 2 ? 503 : 200; response.end('${body}')`)}`,
  );
  await expect(runner.start()).resolves.toMatchObject({ secret: expect.any(String) as string });
  expect(await runner.stop()).toBe(true);
});

test.each([
  ['no extension', 'response.statusCode = 404; response.end()', 'without the extension'],
  [
    'a failed check',
    `response.end('{"ok":false,"version":"1","checks":{"getter":false}}')`,
    'its self-test failed (getter)',
  ],
  ['another program', 'response.statusCode = 403; response.end()', 'another program'],
])('a runner with %s is not offered', async (_, answer, reason) => {
  const runner = await runnerOf(serve(answer));
  await expect(runner.start()).rejects.toThrow(reason);
  await runner.stop();
});

test('a program that ends at once says why, with its last words', async () => {
  const runner = await runnerOf("console.error('no such device'); process.exit(3)");
  await expect(runner.start()).rejects.toThrow('it ended with code 3: no such device');
  expect(await runner.stop()).toBe(true);
  expect(await readFile(path.join(folder, 'logs', 'runner-0.log'), 'utf8')).toContain(
    'no such device',
  );
});

test('a runner that refuses to serve is quoted', async () => {
  const words = 'atelier-tenancy: this ComfyUI is not supported in pool mode: no PromptQueue.put';
  const runner = await runnerOf(
    `console.error('${words}'); console.error('bye'); process.exit(78)`,
  );
  await expect(runner.start()).rejects.toThrow(/^this ComfyUI is not supported in pool mode: no/);
  await runner.stop();
});

test('a runner that never answers is given up in time', async () => {
  const runner = await runnerOf('setInterval(() => {}, 1000)', 600);
  await expect(runner.start()).rejects.toThrow('not ready within');
  expect(await runner.stop()).toBe(true);
});

test('a program that cannot be started says so', async () => {
  const runner = createLocalRunner({
    command: { kind: 'comfyui', file: '/no/such/python', args: [], cwd: folder, env: {} },
    port: await findFreePort(),
    tenantsRoot: folder,
    owner: 'test',
    startTimeoutMs: 5_000,
    output: openRunnerLog(path.join(folder, 'logs', 'runner-0.log')),
  });
  await expect(runner.start()).rejects.toThrow('could not be started');
  expect(await runner.stop()).toBe(true);
});
