/** `./atelier` as a person runs it, with a data folder of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { PROJECT_DIR } from '@/cli/launcher/environment.mjs';

import { installedPaths, testEnvironment } from './services';

export interface LauncherResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Launcher {
  readonly dataDir: string;
  /** Runs a command to its end. */
  run(...args: readonly string[]): Promise<LauncherResult>;
  /** Starts a command that goes on; `output` gives what it has printed. */
  start(...args: readonly string[]): { child: ChildProcess; output: () => string };
  /** `down`, and the data folder is removed. */
  remove(): Promise<void>;
}

/** What decides where things run must not come from whoever runs the tests. */
const CLEARED = {
  HOST: undefined,
  PORT: undefined,
  MONGODB_URI: undefined,
  REDIS_URL: undefined,
  S3_ENDPOINT: undefined,
  AUTH_SECRETS: undefined,
  EDITOR_DIR: undefined,
  NODE_ENV: undefined,
};

/**
 * @param env on top of this process's environment
 */
export async function createLauncher(env: Record<string, string> = {}): Promise<Launcher> {
  const dataDir = await mkdtemp(path.join(tmpdir(), 'atelier-launcher-'));
  const installed = installedPaths();
  // Programs and editor are those of the installation: fetching them again proves nothing here.
  await symlink(installed.toolchain, path.join(dataDir, 'toolchain'));
  await symlink(path.dirname(installed.editor), path.join(dataDir, 'editor'));
  const start = (...args: readonly string[]) => {
    const child = spawn(path.join(PROJECT_DIR, 'atelier'), [...args], {
      cwd: tmpdir(),
      env: testEnvironment({
        ...CLEARED,
        ...env,
        ATELIER_DATA_DIR: dataDir,
      }) as unknown as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const text = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8');
      child[name].on('data', (chunk: string) => {
        text[name] += chunk;
      });
    }
    return { child, text, output: () => text.stdout + text.stderr };
  };
  const run = (...args: readonly string[]): Promise<LauncherResult> =>
    new Promise((resolve, reject) => {
      const { child, text } = start(...args);
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, ...text }));
    });
  return {
    dataDir,
    run,
    start,
    async remove() {
      await run('down');
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
