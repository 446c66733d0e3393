/** A real Caddy with its admin API on a free port, and a configuration of somebody else's in it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { findProgram } from '@/cli/launcher/processes.mjs';
import { freePort } from '@/embedded/ports.mjs';
import { childEnvironment } from '@/lib/kernel/env';
import { readVariables } from '@/cli/launcher/environment.mjs';

import { waitFor } from './wait-for';

export interface TestCaddy {
  readonly admin: string;
  start(): Promise<void>;
  /** As a crash does. */
  kill(): Promise<void>;
  config(): Promise<unknown>;
  /** Writes below `/config/`, as another program would. */
  put(place: string, value: unknown): Promise<void>;
  stop(): Promise<void>;
}

export async function createTestCaddy(): Promise<TestCaddy> {
  const program = findProgram('caddy', readVariables()['PATH']);
  if (program === null) throw new Error('caddy is not there: ./atelier test caddy installs it');
  const home = await mkdtemp(path.join(tmpdir(), 'atelier-caddy-'));
  const address = `127.0.0.1:${await freePort()}`;
  const admin = `http://${address}`;
  let child: ChildProcess | undefined;

  async function kill(): Promise<void> {
    if (child === undefined || child.exitCode !== null) return;
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    await ended;
    child = undefined;
  }
  return {
    admin,
    async start() {
      const file = path.join(home, 'caddy.json');
      await writeFile(file, JSON.stringify({ admin: { listen: address } }));
      child = spawn(program, ['run', '--config', file], {
        env: childEnvironment({ HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home }),
        stdio: 'ignore',
      });
      await waitFor(
        () =>
          fetch(`${admin}/config/`).then(
            ({ ok }) => ok,
            () => false,
          ),
        'Caddy to answer',
      );
    },
    kill,
    config: async () => (await (await fetch(`${admin}/config/`)).json()) as unknown,
    async put(place, value) {
      const answer = await fetch(`${admin}/config/${place}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(value),
      });
      if (!answer.ok) throw new Error(await answer.text());
    },
    async stop() {
      await kill();
      await rm(home, { recursive: true, force: true });
    },
  };
}
