/** What runs, as one file that `status`, `down` and `restart` read. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * @typedef {object} SupervisorState
 * @property {string} instance the value that marks this start's processes
 * @property {number} pid
 * @property {string} url
 * @property {string} host
 * @property {number} port
 * @property {'starting' | 'ready' | 'stopping'} phase
 * @property {number} startedAt milliseconds since 1970
 * @property {number | null} readyAt
 * @property {import('./managed-process.mjs').ProcessFacts[]} processes
 */

/**
 * @param {string} file
 * @returns {SupervisorState | null}
 */
export function readState(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/**
 * @param {string} file
 * @param {SupervisorState} state
 */
export function writeState(file, state) {
  writeFileSync(`${file}.new`, JSON.stringify(state), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

/** @param {string} file */
export function removeState(file) {
  rmSync(file, { force: true });
}
