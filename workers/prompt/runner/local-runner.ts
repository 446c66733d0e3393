/** A runner as a child process on this host, in a process group of its own. */
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

import { childEnvironment } from '@/lib/kernel/env';

import { createRunnerClient, type RunnerClient } from './runner-client';
import type { RunnerLog } from './runner-log';
import { RunnerFault, type Runner, type RunnerCommand } from './runner';
import { checkSelftest } from './selftest';
import { stopProcessTree, type ProcessTree, type StopStep } from './stop-process-tree';
import { treeMemoryBytes } from './tree-memory';

export interface LocalRunnerOptions {
  readonly command: RunnerCommand;
  readonly port: number;
  readonly tenantsRoot: string;
  /** Value of RUNNER_OWNER in the child's environment: by it, strays of a killed worker are found. */
  readonly owner: string;
  readonly startTimeoutMs: number;
  readonly output: RunnerLog;
  readonly stopSteps?: readonly StopStep[];
}

/** Every process of a runner inherits these two names. */
export const OWNER_VARIABLE = 'ATELIER_RUNNER_OWNER';
const MARK_VARIABLE = 'ATELIER_RUNNER_MARK';

/** ComfyUI's extension and the built-in runner end with this code when they must not serve. */
const REFUSES_TO_SERVE = 78;
const SECRET_BYTES = 32;
const ASK_EVERY_MS = 100;
const LAST_WORDS_MS = 200;

/** Variables of ours that are no business of a runner's nodes. */
const SECRETS = ['AUTH_SECRETS', 'MONGODB_URI', 'REDIS_URL', 'S3_ACCESS_KEY_ID'] as const;

export function createLocalRunner(options: LocalRunnerOptions): Runner {
  const { command, port, output } = options;
  const secret = randomBytes(SECRET_BYTES).toString('hex');
  const mark = randomBytes(8).toString('hex');
  const ended = Promise.withResolvers<string>();
  const client = createRunnerClient(port, secret);
  let child: ChildProcess | undefined;
  let hasEnded = false;

  function launch(): void {
    output.note(`starting ${command.kind} on port ${port}`);
    const started = spawn(command.file, command.args, {
      cwd: command.cwd,
      detached: true,
      // Standard input stays open as long as this worker lives, so that a runner can notice its end.
      stdio: ['pipe', 'pipe', 'pipe'],
      env: childEnvironment({
        ...Object.fromEntries(
          [...SECRETS, 'S3_SECRET_ACCESS_KEY'].map((name) => [name, undefined]),
        ),
        ATELIER_RUNNER_SECRET: secret,
        ATELIER_TENANTS_ROOT: options.tenantsRoot,
        PYTHONUNBUFFERED: '1',
        ...command.env,
        [OWNER_VARIABLE]: options.owner,
        [MARK_VARIABLE]: mark,
      }),
    });
    child = started;
    started.stdin.on('error', () => undefined);
    output.follow(started.stdout);
    output.follow(started.stderr);
    const end = (reason: string) => {
      hasEnded = true;
      output.note(reason);
      ended.resolve(reason);
    };
    started.on('error', (error) => end(`its program could not be started: ${error.message}`));
    started.on('exit', (code, signal) => {
      // Its last words may still be in the pipe; a child of its own may hold the pipe open for ever.
      const spoken = new Promise((resolve) => started.once('close', resolve));
      const told = Promise.race([spoken, delay(LAST_WORDS_MS, undefined, { ref: false })]);
      void told.then(() => end(exitReason(code, signal, output)));
    });
  }

  async function start(): Promise<RunnerClient> {
    launch();
    const until = Date.now() + options.startTimeoutMs;
    while (Date.now() < until) {
      if (hasEnded) throw new RunnerFault(await ended.promise);
      const answer = await client.selftest();
      if (answer !== null && checkSelftest(answer) === 'ready') return client;
      await Promise.race([delay(ASK_EVERY_MS), ended.promise]);
    }
    throw new RunnerFault(`it was not ready within ${Math.round(options.startTimeoutMs / 1000)} s`);
  }

  return {
    kind: command.kind,
    start,
    ended: ended.promise,
    memoryBytes() {
      const tree = treeOf(child, mark);
      return tree === null ? Promise.resolve(0) : treeMemoryBytes(tree);
    },
    async stop() {
      client.close();
      const tree = treeOf(child, mark);
      if (tree === null) return true;
      const isGone = await stopProcessTree(tree, options.stopSteps);
      if (!isGone) output.note('some of its processes could not be ended');
      return isGone;
    },
  };
}

function treeOf(child: ChildProcess | undefined, mark: string): ProcessTree | null {
  return child?.pid === undefined ? null : { pid: child.pid, mark: `${MARK_VARIABLE}=${mark}` };
}

/** Why a runner ended, with the last words that explain it. */
function exitReason(code: number | null, signal: string | null, output: RunnerLog): string {
  const last = output.tail().findLast((line) => !line.startsWith('[worker]')) ?? '';
  if (code === REFUSES_TO_SERVE) {
    const words = output.tail().findLast((line) => line.startsWith('atelier-tenancy:')) ?? last;
    return words.replace(/^atelier-tenancy:\s*/, '');
  }
  const how = signal === null ? `it ended with code ${String(code)}` : `it was ended by ${signal}`;
  return last === '' ? how : `${how}: ${last.slice(0, 300)}`;
}
