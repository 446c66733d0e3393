/** What the tenancy bench compares: a real ComfyUI with and without the extension, or the built-in runner. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { freePort } from '@/embedded/ports.mjs';
import { childEnvironment } from '@/lib/kernel/env';

import { headersFor, SECRET } from '../tests/support/runner-client';
import { waitFor } from '../tests/support/wait-for';

export interface TenancyRunners {
  readonly name: string;
  /** Address of the side with, and of the side without tenancy; the same for the built-in runner. */
  readonly ours: string;
  readonly plain: string;
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 180_000;
const EXTENSION = path.resolve('workers/prompt/comfy_extension/extra_model_paths.yaml');
const KINDS = ['output', 'input', 'temp', 'user'];

export async function startTenancyRunners(): Promise<TenancyRunners> {
  const folder = await mkdtemp(path.join(tmpdir(), 'tenancy-bench-'));
  const children: ChildProcess[] = [];
  const stop = async (): Promise<void> => {
    for (const child of children) await end(child);
    await rm(folder, { recursive: true, force: true });
  };
  const start = async (name: string, make: StartSide): Promise<string> => {
    const port = await freePort();
    const home = path.join(folder, name);
    await mkdir(path.join(home, 'tenants'), { recursive: true });
    const child = await make(port, home);
    children.push(child);
    return ready(`http://127.0.0.1:${port}`, child);
  };
  try {
    if (childEnvironment({})['COMFYUI_DIR'] === undefined) {
      const url = await start('builtin', startBuiltin);
      return { name: 'built-in runner', ours: url, plain: url, stop };
    }
    const plain = await start('plain', (port, home) => startComfyUi(port, home, []));
    const flags = ['--extra-model-paths-config', EXTENSION];
    const ours = await start('ours', (port, home) => startComfyUi(port, home, flags));
    return { name: 'ComfyUI', ours, plain, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type StartSide = (port: number, home: string) => ChildProcess | Promise<ChildProcess>;

const withTenancy = (home: string): NodeJS.ProcessEnv =>
  childEnvironment({
    ATELIER_RUNNER_SECRET: SECRET,
    ATELIER_TENANTS_ROOT: path.join(home, 'tenants'),
  });

function startBuiltin(port: number, home: string): ChildProcess {
  const args = ['dist/builtin-runner.js', '--listen', '127.0.0.1', '--port', String(port)];
  return spawn(process.execPath, args, { env: withTenancy(home), stdio: 'ignore' });
}

/** Both with ComfyUI's cache as the worker runs it, so that only the extension differs. */
async function startComfyUi(port: number, home: string, more: string[]): Promise<ChildProcess> {
  const environment = withTenancy(home);
  await Promise.all(KINDS.map((kind) => mkdir(path.join(home, kind))));
  const flags = KINDS.flatMap((kind) => [`--${kind}-directory`, path.join(home, kind)]);
  const extra = (environment['COMFYUI_ARGS'] ?? '').split(' ').filter((part) => part !== '');
  const args = ['main.py', '--listen', '127.0.0.1', '--port', String(port), ...flags, ...extra];
  return spawn(environment['COMFYUI_PYTHON'] ?? 'python3', [...args, ...more], {
    cwd: environment['COMFYUI_DIR'],
    env: environment,
    stdio: 'ignore',
  });
}

async function ready(url: string, child: ChildProcess): Promise<string> {
  await waitFor(
    () => {
      if (child.exitCode !== null) throw new Error(`a runner ended with code ${child.exitCode}`);
      return fetch(`${url}/system_stats`, { headers: headersFor('system') }).then(
        ({ ok }) => ok,
        () => false,
      );
    },
    'a runner to be ready',
    START_TIMEOUT_MS,
  );
  return url;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
