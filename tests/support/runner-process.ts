/** The process of a runner, found by the port on which it listens, so that tests can end it. */
import { readFile } from 'node:fs/promises';

import { listProcesses } from '@/workers/prompt/runner/process-list';

const PROGRAM = /(^|\/)(main\.py|builtin-runner\.js)$/;

/** @returns null when there is none */
export async function runnerOn(port: number): Promise<number | null> {
  for (const { pid } of await listProcesses()) {
    const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
    if (words.some((word) => PROGRAM.test(word)) && words.includes(String(port))) return pid;
  }
  return null;
}

/** Ends it as a crash does. @returns whether there was one */
export async function crashRunnerOn(port: number): Promise<boolean> {
  const pid = await runnerOn(port);
  if (pid !== null) process.kill(pid, 'SIGKILL');
  return pid !== null;
}
