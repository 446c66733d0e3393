import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/** Older than any upload can still be under way. */
const STALE_MS = 24 * 3_600_000;

/** Removes what uploads left behind when an earlier process was killed. Another replica's are younger and stay. */
export async function clearStaleUploads(directory: string): Promise<void> {
  const names = await readdir(directory).catch(() => []);
  for (const name of names) {
    const file = path.join(directory, name);
    const facts = await stat(file).catch(() => null);
    if (facts !== null && Date.now() - facts.mtimeMs > STALE_MS) await rm(file, { force: true });
  }
}
