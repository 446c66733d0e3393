/** How much memory a runner and everything that it started hold, and who watches it. */
import { readFile } from 'node:fs/promises';

import { errorMessage } from '@/lib/kernel/errors';
import type { Logger } from '@/lib/kernel/log';

import { listTree, type ProcessTree } from './stop-process-tree';

const LOOK_EVERY_MS = 2_000;
const KIB = 1024;
const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

/** Resident bytes of all processes of the tree, as the kernel counts them. */
export async function treeMemoryBytes(tree: ProcessTree): Promise<number> {
  const sizes = await Promise.all(
    (await listTree(tree)).map(async ({ pid }) => {
      const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
      return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * KIB;
    }),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** @param onExceeded called once, with the reason for people */
export function watchMemory(options: {
  readonly memoryBytes: () => Promise<number>;
  readonly maxBytes: number;
  readonly onExceeded: (reason: string) => void;
  readonly log: Logger;
}): { stop(): void } {
  const { maxBytes, log } = options;
  let isLooking = false;

  async function look(): Promise<void> {
    isLooking = true;
    try {
      const bytes = await options.memoryBytes();
      if (bytes > maxBytes) {
        clearInterval(timer);
        options.onExceeded(
          `it used ${inWords(bytes)} of memory, more than the limit of ${inWords(maxBytes)}`,
        );
      }
    } catch (error) {
      log.debug({ error: errorMessage(error) }, 'memory could not be looked at');
    } finally {
      isLooking = false;
    }
  }

  const timer = setInterval(() => {
    if (!isLooking) void look();
  }, LOOK_EVERY_MS);
  return { stop: () => clearInterval(timer) };
}

const inWords = (bytes: number): string =>
  bytes < GIB ? `${Math.round(bytes / MIB)} MiB` : `${(bytes / GIB).toFixed(1)} GiB`;
