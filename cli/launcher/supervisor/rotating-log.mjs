/** A log file that is renamed to `.1`, `.2` … when it is full. Each line begins with a time. */
import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';

const MAX_BYTES = 10 * 1024 * 1024;
const KEEP = 5;
const LAST_LINES_KEPT = 20;

/**
 * @typedef {object} RotatingLog
 * @property {(chunk: string) => void} write text of any length; whole lines reach the file
 * @property {(line: string) => void} note a line that is not the process's own
 * @property {() => string} lastLine the newest line that says something, without its time
 * @property {() => void} close
 */

/**
 * JSON lines carry their own time and stay as they are; others get one, so that the logs of all
 * processes can be merged.
 * @param {string} line
 * @param {Date} now
 */
export function withTime(line, now) {
  return line.startsWith('{') ? line : `${now.toISOString()} ${line}`;
}

/**
 * @param {string} file
 * @param {{ maxBytes?: number, keep?: number, now?: () => Date }} [options] `keep` old files beside the current
 * @returns {RotatingLog}
 */
export function openRotatingLog(file, options = {}) {
  const { maxBytes = MAX_BYTES, keep = KEEP, now = () => new Date() } = options;
  let descriptor = openSync(file, 'a', 0o600);
  let size = fstatSync(descriptor).size;
  let rest = '';
  let closed = false;
  /** @type {string[]} */
  let recent = [];

  const rotate = () => {
    closeSync(descriptor);
    for (let index = keep - 1; index >= 0; index -= 1) {
      try {
        renameSync(index === 0 ? file : `${file}.${index}`, `${file}.${index + 1}`);
      } catch {
        // there are not that many yet
      }
    }
    descriptor = openSync(file, 'a', 0o600);
    size = 0;
  };
  const append = (/** @type {string} */ line) => {
    const bytes = Buffer.from(`${withTime(line, now())}\n`);
    if (size > 0 && size + bytes.length > maxBytes) rotate();
    try {
      size += writeSync(descriptor, bytes);
    } catch {
      // A full disk must not end the supervisor; the line is lost.
    }
  };
  const writeLine = (/** @type {string} */ line) => {
    if (closed || line.trim() === '') return;
    append(line);
    recent = [...recent.slice(1 - LAST_LINES_KEPT), line];
  };
  return {
    write(chunk) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) writeLine(line);
    },
    note(line) {
      writeLine(rest);
      rest = '';
      if (!closed) append(line);
    },
    lastLine: () => messageOf(recent.at(-1) ?? ''),
    close() {
      writeLine(rest);
      rest = '';
      closed = true;
      closeSync(descriptor);
    },
  };
}

/**
 * What a log line says, without the fields around it.
 * @param {string} line
 */
export function messageOf(line) {
  try {
    const { msg, error, err } = JSON.parse(line);
    const cause = typeof error === 'string' ? error : err?.message;
    return [msg, cause].filter((part) => typeof part === 'string').join(': ') || line;
  } catch {
    return line.trim();
  }
}
