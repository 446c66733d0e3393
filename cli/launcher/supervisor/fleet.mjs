/** Several managed processes that are started and stopped together. */
import { setTimeout as delay } from 'node:timers/promises';

import { LauncherError } from '../errors.mjs';
import { createManagedProcess } from './managed-process.mjs';

/** @typedef {import('./managed-process.mjs').ManagedProcess} ManagedProcess */
/** @typedef {() => Promise<boolean>} UpCheck whether a process answers; never throws */

const POLL_MS = 50;
const WATCH_MS = 500;

/**
 * @param {object} options
 * @param {string} options.logDir
 * @param {string} options.instance
 * @param {() => void} options.onChange
 * @param {(managed: ManagedProcess) => void} options.onDeath
 */
export function createFleet({ logDir, instance, onChange, onDeath }) {
  /** @type {ManagedProcess[]} */
  const members = [];
  return {
    /**
     * Starts a process. After a restart, too, it counts as running only when it answers.
     * @param {import('./managed-process.mjs').ProcessSpec} spec
     * @param {UpCheck} isUp
     */
    add(spec, isUp) {
      const managed = createManagedProcess(spec, {
        logDir,
        instance,
        onChange,
        onDeath: () => onDeath(managed),
      });
      members.push(managed);
      managed.start();
      const watch = setInterval(() => {
        if (managed.facts.state !== 'starting') return;
        void isUp().then((up) => up && managed.markRunning());
      }, WATCH_MS);
      watch.unref();
      return managed;
    },
    facts: () => members.map((managed) => managed.facts),
    markRunning() {
      for (const managed of members) managed.markRunning();
    },
    async stop() {
      await Promise.all(members.map((managed) => managed.stop()));
    },
  };
}

/**
 * Waits for the first answer of a process.
 * @param {ManagedProcess} managed
 * @param {UpCheck} isUp
 * @param {number} timeoutMs
 * @param {AbortSignal} signal
 */
export async function awaitAnswer(managed, isUp, timeoutMs, signal) {
  const deadline = Date.now() + timeoutMs;
  while (!(await isUp())) {
    signal.throwIfAborted();
    if (Date.now() > deadline) {
      throw new LauncherError(
        `${managed.facts.name} does not answer after ${timeoutMs / 1000} s (log: ${managed.logFile})`,
      );
    }
    await delay(POLL_MS);
  }
  managed.markRunning();
}

/**
 * Why a start failed: which process, its last words, where to read more.
 * @param {ManagedProcess} managed
 */
export function deathOf({ facts, logFile, lastLine }) {
  return new LauncherError(
    `${facts.name} ended while starting (${facts.lastExit ?? 'unknown'}): ${lastLine() || 'it said nothing'} (log: ${logFile})`,
  );
}
