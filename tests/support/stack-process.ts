/** One process of a test stack. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { randomBytes } from 'node:crypto';

import { PROJECT_DIR } from '@/cli/launcher/environment.mjs';
import { nodeFlags } from '@/cli/launcher/node-flags.mjs';
import { endMarked } from '@/cli/launcher/processes.mjs';
import { MARK } from '@/cli/launcher/supervisor/managed-process.mjs';

export interface StackProcess {
  readonly pid: number;
  /** Sends the signal and waits for the end; then ends what it had started, as the launcher does. */
  end(signal: NodeJS.Signals): Promise<void>;
  /** Why it ended, or null while it runs. */
  ended(): string | null;
  /** What it and its earlier starts wrote: the last million characters. */
  output(): string;
  startAgain(): StackProcess;
}

const OUTPUT_KEPT = 1_000_000;
const STOP_TIMEOUT_MS = 30_000;
const LEFTOVER_GRACE_MS = 2_000;

/**
 * @param bundle a file of `dist/`
 * @param env complete
 */
export function startStackProcess(
  name: string,
  bundle: string,
  env: Record<string, string>,
  earlierOutput = '',
): StackProcess {
  const mark = `${randomBytes(8).toString('hex')}/${name}`;
  const child = spawn(process.execPath, [...nodeFlags(bundle), path.join('dist', bundle)], {
    cwd: PROJECT_DIR,
    env: { ...env, [MARK]: mark } as unknown as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = earlierOutput;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      output = (output + text).slice(-OUTPUT_KEPT);
    });
  }
  const reason = (): string | null =>
    child.exitCode === null && child.signalCode === null
      ? null
      : (child.signalCode ?? `code ${child.exitCode ?? '?'}`);
  return {
    pid: child.pid ?? 0,
    async end(signal) {
      if (reason() === null) {
        const exit = once(child, 'exit');
        child.kill(signal);
        const limit = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
        await exit;
        clearTimeout(limit);
      }
      await endMarked(MARK, mark, LEFTOVER_GRACE_MS);
    },
    ended: reason,
    output: () => output,
    startAgain: () => startStackProcess(name, bundle, env, output),
  };
}
