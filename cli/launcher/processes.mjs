/** Running commands, and asking the system about processes. */
import { spawn } from 'node:child_process';
import { accessSync, constants, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const OUTPUT_KEPT = 200_000;

/**
 * @typedef {object} RunResult
 * @property {number} code exit code; 127 when the command is not there, 128 when a signal ended it
 * @property {string} stdout
 * @property {string} stderr
 */

/**
 * Runs a command to its end. Only the last 200,000 characters of each stream are kept.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env: Record<string, string>, inherit?: boolean, onLine?: (line: string) => void, signal?: AbortSignal }} options
 *   `inherit` shows the output instead of keeping it
 * @returns {Promise<RunResult>}
 */
export function runCommand(command, args, options) {
  return new Promise((resolve) => {
    const child = spawn(command, [...args], {
      cwd: options.cwd,
      env: /** @type {NodeJS.ProcessEnv} */ (options.env),
      signal: options.signal,
      stdio: options.inherit ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    });
    const kept = { stdout: '', stderr: '' };
    for (const name of /** @type {const} */ (['stdout', 'stderr'])) {
      const stream = child[name];
      stream?.setEncoding('utf8');
      stream?.on('data', (/** @type {string} */ text) => {
        kept[name] = (kept[name] + text).slice(-OUTPUT_KEPT);
        const line = text.trimEnd().split('\n').pop();
        if (line) options.onLine?.(line);
      });
    }
    child.once('error', (error) => {
      resolve({ code: 127, ...kept, stderr: `${kept.stderr}\n${error.message}` });
    });
    child.once('close', (code) => resolve({ code: code ?? 128, ...kept }));
  });
}

/**
 * The path of a program, or null when PATH does not have it.
 * @param {string} name
 * @param {string} [searchPath] the value of PATH
 * @returns {string | null}
 */
export function findProgram(name, searchPath = '') {
  // The daemons of Debian's packages lie in sbin, which is not on every user's PATH.
  for (const folder of [...searchPath.split(path.delimiter), '/usr/sbin', '/usr/local/sbin']) {
    const candidate = path.join(folder, name);
    try {
      if (folder === '') continue;
      accessSync(candidate, constants.X_OK);
      return candidate;
    } catch {
      // not in this folder
    }
  }
  return null;
}

/**
 * When a process started, in clock ticks since boot: with the pid it names a process for good.
 * @param {number} pid
 * @returns {string | null} null when there is no such process, or only its zombie
 */
export function startTimeOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

/**
 * Whether exactly this process still runs.
 * @param {{ pid: number, startTime: string }} identity
 */
export function isRunning({ pid, startTime }) {
  return startTimeOf(pid) === startTime;
}

/**
 * Every process whose environment holds `NAME=value`, which children inherit: also those that
 * have left their parent, their group and their session.
 * @param {string} name
 * @param {string} value a prefix of the variable's value
 * @returns {number[]}
 */
export function processesMarked(name, value) {
  const mark = `${name}=${value}`;
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .filter((entry) => {
      try {
        const environment = readFileSync(`/proc/${entry}/environ`, 'utf8');
        return environment.startsWith(mark) || environment.includes(`\0${mark}`);
      } catch {
        return false;
      }
    })
    .map(Number)
    .filter((pid) => startTimeOf(pid) !== null);
}

/**
 * Signals a process, or with a negative number a process group. One that is gone is no error.
 * @param {number} pid
 * @param {NodeJS.Signals} signal
 */
export function sendSignal(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // gone already
  }
}

/**
 * Waits until the condition holds.
 * @param {() => boolean | Promise<boolean>} condition
 * @param {number} timeoutMs
 * @param {number} [pollMs]
 * @returns {Promise<boolean>} false when the time is over first
 */
export async function waitUntil(condition, timeoutMs, pollMs = 50) {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() >= deadline) return false;
    await delay(pollMs);
  }
  return true;
}

/**
 * Ends marked processes: TERM, then KILL after `graceMs`.
 * @param {string} name
 * @param {string} value
 * @param {number} graceMs
 * @returns {Promise<number>} how many there were
 */
export async function endMarked(name, value, graceMs) {
  const found = processesMarked(name, value);
  for (const pid of found) sendSignal(pid, 'SIGTERM');
  const gone = () => processesMarked(name, value).length === 0;
  if (found.length > 0 && !(await waitUntil(gone, graceMs))) {
    for (const pid of processesMarked(name, value)) sendSignal(pid, 'SIGKILL');
    await waitUntil(gone, 2_000);
  }
  return found.length;
}
