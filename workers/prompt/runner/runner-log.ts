/** What a runner prints: into a file that is rotated by size, and its last lines kept for reasons. */
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';

export interface RunnerLog {
  /** Reads a stream to its end. */
  follow(stream: Readable): void;
  /** A line of the worker's own. */
  note(text: string): void;
  /** The last lines, oldest first. */
  tail(): readonly string[];
}

const FILE_BYTES_MAX = 10 * 1024 * 1024;
const FILES_KEPT = 3;
const TAIL_LINES = 40;
const LINE_CHARS_MAX = 2_000;

/**
 * Written synchronously: a runner prints little, and after a crash of this process nothing is missing.
 * @param onLines told of every line that is complete
 * @param file such as `<data>/logs/runner-0.log`; older parts are `.1`, `.2`, `.3`
 */
export function openRunnerLog(
  file: string,
  bytesMax = FILE_BYTES_MAX,
  onLines?: (lines: readonly string[]) => void,
): RunnerLog {
  mkdirSync(path.dirname(file), { recursive: true });
  let bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  const lines: string[] = [];
  let unfinished = '';

  function rotate(): void {
    for (let part = FILES_KEPT - 1; part >= 0; part -= 1) {
      const from = part === 0 ? file : `${file}.${part}`;
      if (statSync(from, { throwIfNoEntry: false }) !== undefined)
        renameSync(from, `${file}.${part + 1}`);
    }
    bytes = 0;
  }

  function write(text: string): void {
    try {
      if (bytes > bytesMax) rotate();
      appendFileSync(file, text, { mode: 0o600 });
      bytes += Buffer.byteLength(text);
    } catch {
      // A full disk must not take the worker down; the tail still holds the reason.
    }
    const parts = (unfinished + text).split(/\r?\n|\r/);
    unfinished = (parts.pop() ?? '').slice(-LINE_CHARS_MAX);
    const complete = parts.filter((line) => line.trim() !== '');
    lines.push(...complete);
    onLines?.(complete.map((line) => line.slice(0, LINE_CHARS_MAX)));
    lines.splice(0, Math.max(0, lines.length - TAIL_LINES));
  }

  return {
    follow(stream) {
      stream.setEncoding('utf8');
      stream.on('data', write);
      stream.on('error', () => undefined);
    },
    note: (text) => write(`[worker] ${new Date().toISOString()} ${text}\n`),
    tail: () => (unfinished === '' ? lines : [...lines, unfinished]),
  };
}
