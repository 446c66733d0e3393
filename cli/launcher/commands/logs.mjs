/** `logs`: the last lines of all processes in the order of their times, or of one; `-f` goes on. */
import { closeSync, existsSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

import { readSettings, readVariables } from '../environment.mjs';
import { LauncherError } from '../errors.mjs';
import { dataPaths } from '../paths.mjs';

const LINES_SHOWN = 200;
const TAIL_BYTES = 512 * 1024;
const POLL_MS = 250;

/**
 * @typedef {{ name: string, time: string, line: string }} LogLine
 */

/**
 * The time that a line carries: in a JSON field or at its beginning.
 * @param {string} line
 * @returns {string | null}
 */
export function timeOf(line) {
  const match = /^(?:\{.*?"time":")?(\d{4}-\d\d-\d\dT[\d:.]+Z)/.exec(line);
  return match?.[1] ?? null;
}

/**
 * @param {string} name
 * @param {string} text
 * @returns {LogLine[]} a line without a time belongs to the one before it
 */
export function readLines(name, text) {
  let time = '';
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      time = timeOf(line) ?? time;
      return { name, time, line };
    });
}

/**
 * @param {readonly LogLine[]} lines
 * @returns {LogLine[]} in the order of their times; lines of equal time keep their order
 */
export function merge(lines) {
  return [...lines].sort((one, other) =>
    one.time < other.time ? -1 : one.time > other.time ? 1 : 0,
  );
}

/**
 * @param {string} file
 * @param {number} from byte
 * @returns {string}
 */
function readFrom(file, from) {
  const descriptor = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(Math.max(0, statSync(file).size - from));
    const read = readSync(descriptor, buffer, 0, buffer.length, from);
    return buffer.subarray(0, read).toString('utf8');
  } finally {
    closeSync(descriptor);
  }
}

/**
 * @param {string | undefined} name
 * @param {boolean} follow
 * @returns {Promise<number>}
 */
export async function logs(name, follow) {
  const folder = dataPaths(readSettings(readVariables()).dataDir).logs;
  const known = existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith('.log'))
        .map((file) => file.slice(0, -'.log'.length))
    : [];
  if (name !== undefined && !known.includes(name)) {
    const names = known.filter((each) => !each.startsWith('set-up-')).sort();
    throw new LauncherError(`no log "${name}": there are ${names.join(', ') || 'none yet'}`);
  }
  const shown = name === undefined ? known.filter((each) => !each.startsWith('set-up-')) : [name];
  const width = Math.max(0, ...shown.map((each) => each.length));
  const print = (/** @type {LogLine} */ { name: source, line }) =>
    console.log(name === undefined ? `${source.padEnd(width)} ${line}` : line);

  /** @type {Map<string, number>} */
  const positions = new Map();
  const first = shown.flatMap((each) => {
    const file = path.join(folder, `${each}.log`);
    const { size } = statSync(file);
    positions.set(each, size);
    const text = readFrom(file, Math.max(0, size - TAIL_BYTES));
    return readLines(each, text.slice(0, size));
  });
  for (const line of merge(first).slice(-LINES_SHOWN)) print(line);
  if (follow) await followFiles(folder, positions, print);
  return 0;
}

/**
 * Prints what is added, for ever. A file that became shorter was rotated and is read from its start.
 * @param {string} folder
 * @param {Map<string, number>} positions
 * @param {(line: LogLine) => void} print
 */
async function followFiles(folder, positions, print) {
  for (;;) {
    await delay(POLL_MS);
    const added = [...positions].flatMap(([name, position]) => {
      const file = path.join(folder, `${name}.log`);
      const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
      if (size === position) return [];
      const text = readFrom(file, size < position ? 0 : position);
      const whole = text.slice(0, text.lastIndexOf('\n') + 1);
      positions.set(name, (size < position ? 0 : position) + Buffer.byteLength(whole));
      return readLines(name, whole);
    });
    for (const line of merge(added)) print(line);
  }
}
