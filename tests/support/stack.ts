/**
 * All of Atelier as it is built (`dist/`, `.next/`) on free ports, for integration tests, browser
 * tests and benches. Each stack has its own database, queue prefix, bucket and folders, so that several
 * can share one set of services.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { PROJECT_DIR } from '@/cli/launcher/environment.mjs';
import { freePort } from '@/embedded/ports.mjs';
import type { Role } from '@/lib/domain/user';
import { createUser } from '@/lib/features/accounts/create-user';
import { connectDatabase, type Database } from '@/prisma-free-db/client';
import { applyIndexes } from '@/prisma-free-db/indexes';

import {
  installedPaths,
  startServices,
  testEnvironment,
  type ServiceAddresses,
  type TestServices,
} from './services';
import { startStackProcess, type StackProcess } from './stack-process';
import { waitFor } from './wait-for';

export type StackProcessName = 'web' | 'worker' | 'janitor' | `worker-${number}`;

export interface StackOptions {
  /** Variables of `lib/kernel/env.ts` on top of the stack's own. */
  readonly env?: Record<string, string>;
  /** Slots of the worker; 0: no worker and no janitor. Default 1. */
  readonly slots?: number;
  /** How many workers, named `worker`, `worker-2`, … Default 1. */
  readonly workers?: number;
  /** Whether to use the real ComfyUI that COMFYUI_DIR names. Default: when it is set. */
  readonly comfyui?: boolean;
  /** Running services to share; default: those of the test run, else own ones. */
  readonly services?: ServiceAddresses;
}

export interface StackUser {
  readonly id: string;
  readonly email: string;
  readonly password: string;
}

export interface Stack {
  /** The address of the web process, without a slash at the end. */
  readonly url: string;
  /** The environment of its processes. */
  readonly env: Record<string, string>;
  /** The stack's own connection to the database, for looking at documents. */
  readonly db: Database;
  /** Makes a user who can sign in at once. */
  createUser(options?: { email?: string; name?: string; role?: Role }): Promise<StackUser>;
  /** @returns an access token */
  signIn(user: Pick<StackUser, 'email' | 'password'>): Promise<string>;
  /** Ends a process as a crash does: SIGKILL unless told. Nothing starts it again but `restart`. */
  kill(name: StackProcessName, signal?: NodeJS.Signals): Promise<void>;
  /** The pid of a process that runs. */
  pid(name: StackProcessName): number;
  /** Sends a signal and does not wait, as for SIGSTOP and SIGCONT. */
  signal(name: StackProcessName, signal: NodeJS.Signals): void;
  /** Starts a process that was killed, or ends and starts one that runs; waits until it is ready. */
  restart(name: StackProcessName): Promise<void>;
  /** Processes that ended by themselves or were killed, with the reason. */
  ended(): Partial<Record<StackProcessName, string>>;
  /** What the processes wrote, or one of them. */
  logs(name?: StackProcessName): string;
  stop(): Promise<void>;
}

const READY_TIMEOUT_MS = 60_000;
const READY_TIMEOUT_COMFYUI_MS = 240_000;

/** The services of vitest's run, when this is one. */
async function servicesOfRun(): Promise<ServiceAddresses | undefined> {
  const { env } = import.meta as unknown as { env?: Record<string, unknown> };
  if (env?.['VITEST'] === undefined) return undefined;
  const { inject } = await import('vitest');
  return inject('services');
}

/** Starts a stack and waits until it is ready. */
export async function startStack(options: StackOptions = {}): Promise<Stack> {
  for (const built of ['dist/server.js', '.next/BUILD_ID']) {
    if (!existsSync(path.join(PROJECT_DIR, built))) {
      throw new Error(`${built} is missing: ./atelier test builds it`);
    }
  }
  const shared = options.services ?? (await servicesOfRun());
  const own: TestServices | null = shared === undefined ? await startServices() : null;
  const services = shared ?? own;
  if (services === null) throw new Error('there are no services');
  const folder = await mkdtemp(path.join(tmpdir(), 'atelier-stack-'));
  const env = await stackEnvironment(options, services, folder);
  const db = await connectDatabase(services.mongodbUri, env['MONGODB_DB'] ?? '');
  const processes = new Map<StackProcessName, StackProcess>();
  const stack = assemble({ env, db, processes }, async () => {
    // Web last: it tells the others' state to whoever still asks.
    for (const one of [...processes.values()].reverse()) await one.end('SIGTERM');
    await db.close();
    await own?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  try {
    await applyIndexes(db.collections);
    await startProcesses(stack, processes, options);
    return stack;
  } catch (error) {
    const said = stack.logs().split('\n').slice(-30).join('\n');
    await stack.stop();
    throw new Error(`the stack did not start:\n${said}`, { cause: error });
  }
}

async function stackEnvironment(
  options: StackOptions,
  services: ServiceAddresses,
  folder: string,
): Promise<Record<string, string>> {
  const name = `t${randomBytes(6).toString('hex')}`;
  const comfyui =
    options.comfyui === false ? { COMFYUI_DIR: undefined, COMFYUI_PYTHON: undefined } : {};
  return testEnvironment({
    LOG_LEVEL: 'info',
    PUBLIC_URL: undefined,
    S3_PUBLIC_ENDPOINT: undefined,
    ...comfyui,
    NODE_ENV: 'production',
    ATELIER_DATA_DIR: folder,
    EDITOR_DIR: installedPaths().editorStatic,
    HOST: '127.0.0.1',
    PORT: String(await freePort()),
    AUTH_SECRETS: `test:${randomBytes(32).toString('hex')}`,
    MONGODB_URI: services.mongodbUri,
    MONGODB_DB: name,
    REDIS_URL: services.redisUrl,
    REDIS_PREFIX: name,
    S3_ENDPOINT: services.s3Endpoint,
    S3_ACCESS_KEY_ID: services.s3AccessKeyId,
    S3_SECRET_ACCESS_KEY: services.s3SecretAccessKey,
    S3_BUCKET: `bucket-${name}`,
    WORKER_SLOTS: String(Math.max(1, options.slots ?? 1)),
    ...options.env,
  });
}

async function startProcesses(
  stack: Stack,
  processes: Map<StackProcessName, StackProcess>,
  { slots = 1, workers = 1 }: StackOptions,
): Promise<void> {
  const start = (name: StackProcessName, bundle: string, env: Record<string, string> = {}) =>
    processes.set(name, startStackProcess(name, bundle, { ...stack.env, ...env }));
  start('web', 'server.js');
  if (slots > 0) {
    start('worker', 'worker.js', { WORKER_NAME: 'worker-1' });
    for (let index = 2; index <= workers; index += 1) {
      // As on a host of its own: its runners' directories are nobody else's.
      const folder = path.join(stack.env['ATELIER_DATA_DIR'] ?? '', `worker-${index}`);
      const own = { WORKER_NAME: `worker-${index}`, ATELIER_DATA_DIR: folder };
      start(`worker-${index}`, 'worker.js', own);
    }
    start('janitor', 'janitor.js');
  }
  await becomesReady(stack, processes, slots * workers);
}

/** Waits for the web process, and for so many slots; a slot that is busy does not count. */
async function becomesReady(
  stack: Stack,
  processes: Map<StackProcessName, StackProcess>,
  slotsWanted: number,
): Promise<void> {
  const limit =
    stack.env['COMFYUI_DIR'] === undefined ? READY_TIMEOUT_MS : READY_TIMEOUT_COMFYUI_MS;
  await waitFor(
    async () => {
      for (const [name, one] of processes) {
        const reason = one.ended();
        if (reason !== null) throw new Error(`${name} ended: ${reason}`);
      }
      const path = slotsWanted > 0 ? '/readyz' : '/healthz';
      const answer = await fetch(`${stack.url}${path}`).catch(() => null);
      if (answer?.status !== 200) return false;
      if (slotsWanted === 0) return true;
      // Web itself is ready without a runner; a stack is not.
      const { checks } = (await answer.json()) as { checks: { slots: { ready: number } } };
      return checks.slots.ready >= slotsWanted;
    },
    'the stack to be ready',
    limit,
  );
}

interface Parts {
  readonly env: Record<string, string>;
  readonly db: Database;
  readonly processes: Map<StackProcessName, StackProcess>;
}

function assemble({ env, db, processes }: Parts, stop: () => Promise<void>): Stack {
  const url = `http://127.0.0.1:${env['PORT'] ?? ''}`;
  const named = (name: StackProcessName): StackProcess => {
    const found = processes.get(name);
    if (found === undefined) throw new Error(`this stack has no ${name}`);
    return found;
  };
  let stopped: Promise<void> | undefined;
  const stack: Stack = {
    url,
    env,
    db,
    async createUser({ email, name, role } = {}) {
      const password = `pw-${randomBytes(9).toString('base64url')}`;
      const address = email ?? `user-${randomBytes(6).toString('hex')}@example.org`;
      const { user } = await createUser({ db }, { email: address, name, role, password });
      return { id: user.id, email: user.email, password };
    },
    async signIn({ email, password }) {
      const answer = await fetch(`${url}/api/auth/login`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ email, password }),
      });
      if (!answer.ok) throw new Error(`sign-in: ${answer.status} ${await answer.text()}`);
      return ((await answer.json()) as { access_token: string }).access_token;
    },
    kill: (name, signal = 'SIGKILL') => named(name).end(signal),
    pid: (name) => named(name).pid,
    signal(name, signal) {
      if (named(name).ended() === null) process.kill(named(name).pid, signal);
    },
    async restart(name) {
      const old = named(name);
      await old.end('SIGTERM');
      processes.set(name, old.startAgain());
      // Its runs may go on while it starts, and then their slots are busy.
      const isWorker = name.startsWith('worker');
      await becomesReady(stack, new Map([[name, named(name)]]), isWorker ? 1 : 0);
    },
    ended: () =>
      Object.fromEntries(
        [...processes].flatMap(([name, one]) => {
          const reason = one.ended();
          return reason === null ? [] : [[name, reason]];
        }),
      ),
    logs: (name) =>
      [...processes]
        .filter(([each]) => name === undefined || each === name)
        .map(([each, one]) => `--- ${each}\n${one.output()}`)
        .join('\n'),
    stop: () => (stopped ??= stop()),
  };
  return stack;
}
