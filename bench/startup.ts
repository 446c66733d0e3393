/**
 * From nothing to ready (P12): `./atelier up` on a fresh machine, and on one that is set up.
 *
 * Fresh: a copy of the project in a new folder with an empty data folder and empty caches of npm, Go,
 * Maven and pip; what apt installs is there already. Set up: the same folder again and again.
 */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import path from 'node:path';

import { mergeVariables, PROJECT_DIR, readVariables } from '@/cli/launcher/environment.mjs';
import { freePort } from '@/embedded/ports.mjs';

import { format, Report, spread } from './statistics';

const ROUNDS = 7;
const FRESH_LIMIT_S = 360;
const SET_UP_LIMIT_S = 15;

interface Machine {
  /** Runs `./atelier` and gives how long it took, in seconds. */
  atelier(...args: readonly string[]): Promise<number>;
  /** The steps of set-up in the order of their beginnings. */
  steps(): { step: string; seconds: number }[];
  remove(): Promise<void>;
}

async function freshMachine(): Promise<Machine> {
  const folder = await mkdtemp(path.join(tmpdir(), 'atelier-fresh-'));
  const project = path.join(folder, 'project');
  const files = execFileSync('git', ['ls-files', '-z', '--cached'], { cwd: PROJECT_DIR });
  for (const file of files.toString().split('\0').filter(Boolean)) {
    mkdirSync(path.dirname(path.join(project, file)), { recursive: true });
    cpSync(path.join(PROJECT_DIR, file), path.join(project, file));
  }
  const cache = (name: string): string => path.join(folder, 'caches', name);
  const env = mergeVariables(readVariables(), {
    ATELIER_DATA_DIR: undefined,
    MONGODB_URI: undefined,
    REDIS_URL: undefined,
    S3_ENDPOINT: undefined,
    EDITOR_DIR: undefined,
    NODE_ENV: undefined,
    npm_config_cache: cache('npm'),
    GOMODCACHE: cache('go-modules'),
    GOCACHE: cache('go-build'),
    GOFLAGS: `${readVariables()['GOFLAGS'] ?? ''} -modcacherw`.trim(),
    MAVEN_OPTS: `-Dmaven.repo.local=${cache('maven')}`,
    PIP_NO_CACHE_DIR: '1',
  });
  const atelier = (...args: readonly string[]): Promise<number> => {
    const started = performance.now();
    const child = spawn(path.join(project, 'atelier'), [...args], {
      env: env as unknown as NodeJS.ProcessEnv,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => {
        if (code === 0) resolve((performance.now() - started) / 1000);
        else reject(new Error(`./atelier ${args.join(' ')} ended with ${code ?? 'a signal'}`));
      });
    });
  };
  return {
    atelier,
    steps() {
      const lines = readFileSync(path.join(project, 'data', 'set-up.jsonl'), 'utf8').trim();
      return lines.split('\n').map((line) => {
        const { step, durationMs } = JSON.parse(line) as { step: string; durationMs: number };
        return { step, seconds: durationMs / 1000 };
      });
    },
    async remove() {
      await atelier('down');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function main(): Promise<number> {
  const report = new Report();
  const port = String(await freePort());
  const machine = await freshMachine();
  try {
    report.note(`${cpus().length} cores`);
    const fresh = await machine.atelier('up', '--detach', '--port', port);
    report.note(`P12 fresh machine: up, with every build\n  atelier  ${format(fresh)} s (1 round)`);
    for (const { step, seconds } of machine.steps()) {
      report.note(`           ${step.padEnd(14)} ${format(seconds)} s`);
    }
    report.note(`  limit    ${FRESH_LIMIT_S} s\n  ratio    ${format(fresh / FRESH_LIMIT_S)} ×`);

    const again: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      await machine.atelier('down');
      again.push(await machine.atelier('up', '--detach', '--port', port));
    }
    const { median, min, max } = spread(again);
    report.note(
      `P12 set-up machine: up\n  atelier  ${format(median)} s (${format(min)}…${format(max)}, ${ROUNDS} rounds)\n  limit    ${SET_UP_LIMIT_S} s\n  ratio    ${format(median / SET_UP_LIMIT_S)} ×`,
    );
    report.goal(
      'P12 fresh',
      fresh <= FRESH_LIMIT_S,
      `${format(fresh)} s, goal ≤ ${FRESH_LIMIT_S} s`,
    );
    report.goal(
      'P12 set up',
      median <= SET_UP_LIMIT_S,
      `${format(median)} s, goal ≤ ${SET_UP_LIMIT_S} s`,
    );
    return report.finish(process.argv.includes('--assert'));
  } finally {
    await machine.remove();
  }
}

process.exitCode = await main();
