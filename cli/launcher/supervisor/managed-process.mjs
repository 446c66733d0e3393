/** One supervised process: started in a group of its own, logged, restarted when it dies, ended politely. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { endMarked, processesMarked, sendSignal, startTimeOf, waitUntil } from '../processes.mjs';
import { openRotatingLog } from './rotating-log.mjs';

/** Every process of an installation, and whatever it starts, carries this variable. */
export const MARK = 'ATELIER_SUPERVISED_BY';

const BACKOFF_FIRST_MS = 1_000;
const BACKOFF_MOST_MS = 30_000;
/** One that ran this long is healthy: its next death starts at the first backoff again. */
const STEADY_AFTER_MS = 60_000;
const INTERRUPT_GRACE_MS = 15_000;
const TERMINATE_GRACE_MS = 5_000;
const LEFTOVER_GRACE_MS = 3_000;
const LAST_WORDS_MS = 250;

/**
 * @typedef {object} ProcessSpec
 * @property {string} name
 * @property {string} command
 * @property {readonly string[]} args
 * @property {Record<string, string>} env
 * @property {string} [cwd]
 * @property {number} [port]
 */

/**
 * @typedef {'starting' | 'running' | 'waiting' | 'stopping' | 'stopped'} ProcessState
 */

/**
 * @typedef {object} ProcessFacts
 * @property {string} name
 * @property {ProcessState} state `waiting`: it died and will be started again
 * @property {number | null} pid
 * @property {string | null} startTime
 * @property {number | null} startedAt milliseconds since 1970
 * @property {number} restarts
 * @property {number | null} port
 * @property {string | null} lastExit why it ended last
 */

/** The wait before the next start, after `failures` deaths in a row. @param {number} failures */
export function backoffMs(failures) {
  return Math.min(BACKOFF_FIRST_MS * 2 ** Math.max(0, failures - 1), BACKOFF_MOST_MS);
}

/**
 * @param {ProcessSpec} spec
 * @param {{ logDir: string, instance: string, onChange: () => void, onDeath: () => void }} options
 */
export function createManagedProcess(spec, { logDir, instance, onChange, onDeath }) {
  const logFile = path.join(logDir, `${spec.name}.log`);
  const log = openRotatingLog(logFile);
  const mark = `${instance}/${spec.name}`;
  /** @type {ProcessFacts} */
  const facts = {
    name: spec.name,
    state: 'stopped',
    pid: null,
    startTime: null,
    startedAt: null,
    restarts: 0,
    port: spec.port ?? null,
    lastExit: null,
  };
  let failures = 0;
  let wanted = false;
  /** @type {NodeJS.Timeout | undefined} */
  let retry;
  /** @type {Promise<void>} */
  let ended = Promise.resolve();

  const change = (/** @type {Partial<ProcessFacts>} */ changes) => {
    Object.assign(facts, changes);
    onChange();
  };

  const launch = () => {
    const child = spawn(spec.command, [...spec.args], {
      cwd: spec.cwd,
      env: /** @type {NodeJS.ProcessEnv} */ (
        /** @type {unknown} */ ({ ...spec.env, [MARK]: mark })
      ),
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const pid = child.pid ?? null;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (/** @type {string} */ chunk) => log.write(chunk));
    }
    change({
      state: 'starting',
      pid,
      startTime: pid === null ? null : startTimeOf(pid),
      startedAt: Date.now(),
    });
    ended = new Promise((resolve) => {
      const finish = (/** @type {string} */ reason) => {
        void bury(pid, reason).then(resolve);
      };
      child.once('error', (error) => finish(error.message));
      child.once('exit', (code, signal) => {
        // Its last words may still be in the pipe; a child of its own may hold the pipe for ever.
        const spoken = Promise.race([once(child, 'close'), delay(LAST_WORDS_MS)]);
        void spoken.then(() => finish(signal ? `signal ${signal}` : `code ${code ?? '?'}`));
      });
    });
  };

  /** After its end: nothing that it started may live on beside its successor. */
  const bury = async (/** @type {number | null} */ pid, /** @type {string} */ reason) => {
    log.note(`[atelier] ${spec.name} ended with ${reason}`);
    if (pid !== null && wanted) sendSignal(-pid, 'SIGTERM');
    await endMarked(MARK, mark, LEFTOVER_GRACE_MS);
    const lived = Date.now() - (facts.startedAt ?? 0);
    if (!wanted) {
      change({ state: 'stopped', pid: null, startTime: null, lastExit: reason });
      return;
    }
    failures = lived > STEADY_AFTER_MS ? 1 : failures + 1;
    change({ state: 'waiting', pid: null, startTime: null, lastExit: reason });
    retry = setTimeout(() => {
      facts.restarts += 1;
      launch();
    }, backoffMs(failures));
    onDeath();
  };

  return {
    facts,
    logFile,
    lastLine: () => log.lastLine(),
    start() {
      wanted = true;
      launch();
    },
    /** Says that it answers. */
    markRunning() {
      if (facts.state === 'starting') change({ state: 'running' });
    },
    /** INT, then TERM, then KILL of everything that carries its mark. */
    async stop() {
      wanted = false;
      clearTimeout(retry);
      const { pid } = facts;
      if (pid !== null) {
        change({ state: 'stopping' });
        await endPolitely(pid, mark);
      }
      await ended;
      change({ state: 'stopped' });
      log.close();
    },
  };
}

/** @typedef {ReturnType<typeof createManagedProcess>} ManagedProcess */

/**
 * @param {number} pid
 * @param {string} mark
 */
async function endPolitely(pid, mark) {
  const gone = () => startTimeOf(pid) === null;
  sendSignal(pid, 'SIGINT');
  if (await waitUntil(gone, INTERRUPT_GRACE_MS)) return;
  sendSignal(pid, 'SIGTERM');
  if (await waitUntil(gone, TERMINATE_GRACE_MS)) return;
  sendSignal(-pid, 'SIGKILL');
  for (const other of processesMarked(MARK, mark)) sendSignal(other, 'SIGKILL');
}
