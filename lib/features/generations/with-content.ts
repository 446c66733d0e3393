/**
 * Gives what a file holds to those who need all of it at once. Pictures of some megabytes come one after
 * the other: read into fresh memory each, they would keep the garbage collector busy, and with it the
 * processors that the next prompt wants. So memory is used again.
 */
import { closeSync, openSync, readSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

const READ_AT_ONCE_BYTES = 4 * 1024 * 1024;
/** Larger files are not held in memory. */
const STREAM_FROM_BYTES = 16 * 1024 * 1024;
/** Below this V8 is quick enough. */
const SPARE_FROM_BYTES = 256 * 1024;
const SPARES_MAX = 2;

const spares: Buffer[] = [];

/** @param use gets null for a file that is better streamed; what it gets is its own until it settles */
export async function withContent<Result>(
  file: string,
  bytes: number,
  use: (content: Buffer | null) => Promise<Result>,
): Promise<Result> {
  if (bytes >= STREAM_FROM_BYTES) return use(null);
  // A picture was written a moment ago and lies in memory: it is read in less than a millisecond, while
  // another thread is asked several times for it and may wait for a processor each time.
  if (bytes >= READ_AT_ONCE_BYTES) return use(await readFile(file));
  if (bytes < SPARE_FROM_BYTES) return use(readInto(Buffer.allocUnsafe(bytes), file));
  const at = spares.findIndex(({ length }) => length >= bytes);
  const [spare] = at < 0 ? [] : spares.splice(at, 1);
  const memory = spare ?? Buffer.allocUnsafeSlow(bytes);
  try {
    return await use(readInto(memory.subarray(0, bytes), file));
  } finally {
    spares.push(memory);
    // The larger ones serve more files.
    spares.sort((a, b) => b.length - a.length).splice(SPARES_MAX);
  }
}

function readInto(memory: Buffer, file: string): Buffer {
  const opened = openSync(file, 'r');
  try {
    let filled = 0;
    while (filled < memory.length) {
      const read = readSync(opened, memory, filled, memory.length - filled, filled);
      if (read === 0) break;
      filled += read;
    }
    return memory.subarray(0, filled);
  } finally {
    closeSync(opened);
  }
}
