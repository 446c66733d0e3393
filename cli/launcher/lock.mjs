/** A lock file that names its holder and is taken over when the holder is gone. */
import { linkSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

import { isRunning, startTimeOf } from './processes.mjs';

/** @typedef {{ pid: number, startTime: string }} Holder */

/**
 * @param {string} file
 * @returns {Holder | null} the living holder
 */
export function lockHolder(file) {
  try {
    /** @type {Holder} */
    const holder = JSON.parse(readFileSync(file, 'utf8'));
    return isRunning(holder) ? holder : null;
  } catch {
    return null;
  }
}

/**
 * Takes the lock for this process.
 * @param {string} file
 * @returns {Holder | null} null when it was taken, else who has it
 */
export function takeLock(file) {
  // Linking a finished file takes the lock and names the holder in one step.
  const own = `${file}.${process.pid}`;
  const self = { pid: process.pid, startTime: startTimeOf(process.pid) };
  writeFileSync(own, JSON.stringify(self), { mode: 0o600 });
  try {
    for (;;) {
      try {
        linkSync(own, file);
        return null;
      } catch (error) {
        if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EEXIST') throw error;
        const holder = lockHolder(file);
        if (holder !== null) return holder;
        rmSync(file, { force: true });
      }
    }
  } finally {
    rmSync(own, { force: true });
  }
}

/**
 * Gives the lock back. Does nothing when it is not ours.
 * @param {string} file
 */
export function releaseLock(file) {
  if (lockHolder(file)?.pid === process.pid) rmSync(file, { force: true });
}
