/** How busy the hosts are: each worker tells its own in Redis, whoever asks reads them all. */
import { readFile, statfs } from 'node:fs/promises';
import { cpus, freemem, totalmem } from 'node:os';

import type { Redis } from 'ioredis';
import { z } from 'zod';

export interface HostLoad {
  /** The worker's name. */
  readonly name: string;
  readonly cpuPercent: number;
  readonly memoryPercent: number;
  readonly memoryTotalBytes: number;
  /** Of the disk that holds the data folder. */
  readonly diskPercent: number;
  readonly pool: string;
  /** Milliseconds since 1970. */
  readonly at: number;
}

const TELL_EVERY_MS = 5_000;
const STALE_MS = 30_000;
const KIB = 1_024;

const schema: z.ZodType<HostLoad> = z.object({
  name: z.string(),
  cpuPercent: z.number(),
  memoryPercent: z.number(),
  memoryTotalBytes: z.number(),
  diskPercent: z.number(),
  pool: z.string(),
  at: z.number(),
});
const keyOf = (prefix: string): string => `${prefix}:hosts`;

function processorTimes(): { readonly busy: number; readonly all: number } {
  let [busy, all] = [0, 0];
  for (const { times } of cpus()) {
    const sum = times.user + times.nice + times.sys + times.idle + times.irq;
    all += sum;
    busy += sum - times.idle;
  }
  return { busy, all };
}

/** What programs could still have: free memory alone counts the page cache as used. */
async function availableBytes(): Promise<number> {
  const text = await readFile('/proc/meminfo', 'utf8').catch(() => '');
  const kib = /^MemAvailable:\s+(\d+) kB/m.exec(text)?.[1];
  return kib === undefined ? freemem() : Number(kib) * KIB;
}

/** How much of this host's memory, and of the disk that holds the folder, is in use. */
export async function hostUse(
  folder: string,
): Promise<Pick<HostLoad, 'memoryPercent' | 'diskPercent'>> {
  const [available, disk] = await Promise.all([availableBytes(), statfs(folder)]);
  return {
    memoryPercent: Math.round(100 * (1 - available / totalmem())),
    // What the system keeps back is not there for us.
    diskPercent: Math.round(100 * (1 - disk.bavail / Math.max(1, disk.blocks))),
  };
}

/** Tells this host's load from now on. @param folder of the data */
export function tellHostLoad(
  redis: Redis,
  prefix: string,
  { name, pool, folder }: Pick<HostLoad, 'name' | 'pool'> & { readonly folder: string },
): { stop(): void } {
  let last = processorTimes();
  async function tell(): Promise<void> {
    const now = processorTimes();
    const passed = Math.max(1, now.all - last.all);
    const cpuPercent = Math.round((100 * (now.busy - last.busy)) / passed);
    last = now;
    const load: HostLoad = {
      ...{ name, pool, cpuPercent, memoryTotalBytes: totalmem(), at: Date.now() },
      ...(await hostUse(folder)),
    };
    await redis.hset(keyOf(prefix), name, JSON.stringify(load));
  }
  const timer = setInterval(() => void tell().catch(() => undefined), TELL_EVERY_MS);
  return { stop: () => clearInterval(timer) };
}

/** Hosts that were heard of lately. Old ones are forgotten. */
export async function readHostLoads(redis: Redis, prefix: string): Promise<HostLoad[]> {
  const texts = await redis.hgetall(keyOf(prefix));
  const loads: HostLoad[] = [];
  for (const [name, text] of Object.entries(texts)) {
    const parsed = schema.safeParse(JSON.parse(text));
    if (parsed.success && Date.now() - parsed.data.at < STALE_MS) loads.push(parsed.data);
    else await redis.hdel(keyOf(prefix), name);
  }
  return loads;
}
