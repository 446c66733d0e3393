/** `./atelier up`, `status`, `down`: what a person sees, and that nothing is left behind. */
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { afterEach, expect, test } from 'vitest';

import { processesMarked, startTimeOf } from '@/cli/launcher/processes.mjs';
import { MARK } from '@/cli/launcher/supervisor/managed-process.mjs';
import { readState, type SupervisorState } from '@/cli/launcher/supervisor/state.mjs';
import { freePort } from '@/embedded/ports.mjs';

import { createLauncher, type Launcher } from '../support/launcher';
import { testEnvironment } from '../support/services';
import { waitFor } from '../support/wait-for';

const START_LIMIT_MS = 90_000;
const launchers: Launcher[] = [];
afterEach(async () => {
  await Promise.all(launchers.splice(0).map((launcher) => launcher.remove()));
});

async function launcher(env: Record<string, string> = {}): Promise<Launcher> {
  const made = await createLauncher(env);
  launchers.push(made);
  return made;
}

function stateOf({ dataDir }: Launcher): SupervisorState {
  const state = readState(path.join(dataDir, 'run', 'state.json'));
  if (state === null) throw new Error('there is no state');
  return state;
}

const alive = ({ instance, pid }: SupervisorState): number[] => [
  ...processesMarked(MARK, instance),
  ...(startTimeOf(pid) === null ? [] : [pid]),
];

test(
  'up gives address and password, status lists what runs, down leaves no process behind',
  { timeout: 3 * START_LIMIT_MS },
  async () => {
    const atelier = await launcher();
    const port = String(await freePort());
    const first = await atelier.run('up', '--detach', '--port', port);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toContain(`Atelier is ready: http://127.0.0.1:${port}`);
    expect(first.stdout).toMatch(/One-time password: \S{8,}/);
    expect(first.stdout).not.toContain('\u001B');

    const running = await atelier.run('status');
    expect(running.code).toBe(0);
    for (const name of ['redis', 'object-store', 'database', 'web', 'worker', 'janitor']) {
      expect(running.stdout).toMatch(new RegExp(`^${name} +\\d+ +running`, 'm'));
    }
    expect(await atelier.run('up', '--port', port)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('already runs') as string,
    });

    const state = stateOf(atelier);
    expect((await atelier.run('down')).code).toBe(0);
    expect(alive(state)).toEqual([]);
    expect(await atelier.run('status')).toMatchObject({ code: 1, stdout: /not running/ });

    const second = await atelier.run('up', '--detach', '--port', port);
    expect(second).toMatchObject({ code: 0, stderr: '' });
    expect(second.stdout).not.toContain('One-time password');
    const portsOf = (from: SupervisorState): unknown => from.processes.map((one) => one.port);
    expect(portsOf(stateOf(atelier))).toEqual(portsOf(state));

    for (const [file, mode] of [
      ['.', 0o700],
      ['secrets.json', 0o600],
      ['redis/redis.conf', 0o600],
      ['logs/web.log', 0o600],
    ] as const) {
      expect((await stat(path.join(atelier.dataDir, file))).mode & 0o777, file).toBe(mode);
    }
  },
);

test(
  'what dies is started again, and a killed supervisor is cleaned up after',
  { timeout: 3 * START_LIMIT_MS },
  async () => {
    const atelier = await launcher();
    await atelier.run('up', '--detach', '--port', String(await freePort()));
    const before = stateOf(atelier);
    const worker = before.processes.find(({ name }) => name === 'worker');
    if (!worker?.pid) throw new Error('the worker has no pid');
    process.kill(worker.pid, 'SIGKILL');
    await waitFor(
      () =>
        stateOf(atelier).processes.some(
          ({ name, state }) => name === 'worker' && state === 'waiting',
        ),
      'the death to be seen',
    );
    expect((await atelier.run('status')).code).toBe(1);
    await waitFor(
      async () => (await atelier.run('status')).code === 0,
      'everything to run',
      60_000,
    );
    expect(stateOf(atelier).processes.find(({ name }) => name === 'worker')?.restarts).toBe(1);

    process.kill(before.pid, 'SIGKILL');
    await waitFor(() => startTimeOf(before.pid) === null, 'the supervisor to be gone');
    expect((await atelier.run('status')).code).toBe(1);
    expect((await atelier.run('down')).code).toBe(0);
    expect(alive(before)).toEqual([]);
  },
);

test('in the foreground, Ctrl-C stops everything', { timeout: 2 * START_LIMIT_MS }, async () => {
  const atelier = await launcher();
  const { child, output } = atelier.start('up', '--port', String(await freePort()));
  await waitFor(() => output().includes('Ctrl-C stops it'), 'the start', START_LIMIT_MS);
  const state = stateOf(atelier);
  const ended = once(child, 'close');
  child.kill('SIGINT');
  expect((await ended)[0]).toBe(0);
  expect(alive(state)).toEqual([]);
});

test('a port in use is named in one line', { timeout: START_LIMIT_MS }, async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const refused = await (await launcher()).run('up', '--detach', '--port', String(port));
  server.close();
  expect(refused.code).toBe(1);
  expect(refused.stderr).toMatch(
    new RegExp(`^atelier: port ${port} on 127.0.0.1 is in use.*--port N.*\\n$`),
  );
});

test(
  'a service that dies is named with its last words and its log',
  { timeout: START_LIMIT_MS },
  async () => {
    const programs = await mkdtemp(path.join(tmpdir(), 'atelier-programs-'));
    const fake = path.join(programs, 'redis-server');
    await writeFile(fake, '#!/bin/sh\necho "starting"; echo "the disk says no" >&2; exit 3\n');
    await chmod(fake, 0o755);
    const PATH = `${programs}:${testEnvironment()['PATH'] ?? ''}`;
    const atelier = await launcher({ PATH });
    const failed = await atelier.run('up', '--detach', '--port', String(await freePort()));
    await rm(programs, { recursive: true });
    expect(failed.code).toBe(1);
    expect(failed.stderr).toMatch(
      /^atelier: redis ended while starting \(code 3\): the disk says no \(log: \S+redis\.log\)\n$/,
    );
    expect(readState(path.join(atelier.dataDir, 'run', 'state.json'))).toBeNull();
    expect(await readFile(path.join(atelier.dataDir, 'logs', 'redis.log'), 'utf8')).toContain(
      'the disk says no',
    );
  },
);

test('an unknown command or option is one line and exit code 2', async () => {
  const atelier = await launcher();
  for (const args of [['upp'], ['up', '--prot'], ['test', 'nothing'], ['bench', 'nothing']]) {
    const refused = await atelier.run(...args);
    expect(refused.code).toBe(2);
    expect(refused.stderr.trim().split('\n')).toHaveLength(1);
  }
});
