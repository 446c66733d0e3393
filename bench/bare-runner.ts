/** A runner by itself, without Atelier around it: the other side of each comparison. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { childEnvironment } from '@/lib/kernel/env';

import { waitFor } from '../tests/support/wait-for';

export interface BareRunner {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 120_000;

/** Real ComfyUI when COMFYUI_DIR is set, else the built-in runner; ready when it resolves. */
export async function startBareRunner(): Promise<BareRunner> {
  const port = await freePort();
  const folder = await mkdtemp(path.join(tmpdir(), 'bare-runner-'));
  const environment = childEnvironment({});
  const comfyDir = environment['COMFYUI_DIR'];
  const child =
    comfyDir === undefined
      ? spawn(
          process.execPath,
          [
            'dist/builtin-runner.js',
            '--insecure',
            '--listen',
            '127.0.0.1',
            '--port',
            String(port),
            '--tenants-root',
            folder,
          ],
          { stdio: 'ignore' },
        )
      : await startComfyUi(comfyDir, environment, port, folder);
  const url = `http://127.0.0.1:${port}`;
  await waitFor(
    () =>
      fetch(`${url}/system_stats`).then(
        ({ ok }) => ok,
        () => child.exitCode !== null,
      ),
    'the bare runner',
    START_TIMEOUT_MS,
  );
  if (child.exitCode !== null) throw new Error(`the bare runner ended with ${child.exitCode}`);
  return {
    name: comfyDir === undefined ? 'built-in' : 'ComfyUI',
    url,
    pid: child.pid ?? 0,
    async stop() {
      await end(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function startComfyUi(
  directory: string,
  environment: NodeJS.ProcessEnv,
  port: number,
  folder: string,
): Promise<ChildProcess> {
  const directories = ['output', 'input', 'temp', 'user'].map((kind) => path.join(folder, kind));
  await Promise.all(directories.map((name) => mkdir(name)));
  const flags = ['output', 'input', 'temp', 'user'].flatMap((kind) => [
    `--${kind}-directory`,
    path.join(folder, kind),
  ]);
  const extra = (environment['COMFYUI_ARGS'] ?? '').split(' ').filter((part) => part !== '');
  return spawn(
    environment['COMFYUI_PYTHON'] ?? 'python3',
    ['main.py', '--listen', '127.0.0.1', '--port', String(port), ...flags, ...extra],
    { cwd: directory, env: environment, stdio: 'ignore' },
  );
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

async function freePort(): Promise<number> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
