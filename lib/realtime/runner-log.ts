/**
 * What runners print, where the console can read and follow it: the last lines of each slot in
 * Redis, and each new one on a channel. Redis may lose them: the whole log lies in the host's files.
 */
import type { Redis } from 'ioredis';
import { z } from 'zod';

export interface LogLine {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly text: string;
}

const LINES_KEPT = 2_000;
const KEPT_S = 7 * 24 * 3_600;
const FLUSH_MS = 200;

const lineSchema = z.object({ at: z.number(), text: z.string() });
const keyOf = (prefix: string, slotId: string): string => `${prefix}:runner-log:${slotId}`;
export const logChannel = (prefix: string, slotId: string): string =>
  `${keyOf(prefix, slotId)}:live`;

/** @returns null for what is no line */
export function parseLogLine(text: string): LogLine | null {
  try {
    return lineSchema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Takes lines of a slot's runner and passes them on a few times a second. Never throws. */
export function createLogShare(
  redis: Redis,
  prefix: string,
  slotId: string,
): (lines: readonly string[]) => void {
  const key = keyOf(prefix, slotId);
  let waiting: string[] = [];
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    timer = undefined;
    const lines = waiting.slice(-LINES_KEPT);
    waiting = [];
    const pass = redis.pipeline().rpush(key, ...lines);
    pass.ltrim(key, -LINES_KEPT, -1).expire(key, KEPT_S);
    for (const line of lines) pass.publish(logChannel(prefix, slotId), line);
    pass.exec().catch(() => undefined);
  }

  return (lines) => {
    if (lines.length === 0) return;
    const at = Date.now();
    waiting.push(...lines.map((text) => JSON.stringify({ at, text })));
    timer ??= setTimeout(flush, FLUSH_MS).unref();
  };
}

/** The last lines of a slot, oldest first. */
export async function readRunnerLog(
  redis: Redis,
  prefix: string,
  slotId: string,
  between: { readonly from?: Date; readonly to?: Date } = {},
): Promise<LogLine[]> {
  const texts = await redis.lrange(keyOf(prefix, slotId), 0, -1);
  const [from, to] = [between.from?.getTime() ?? 0, between.to?.getTime() ?? Infinity];
  return texts
    .map(parseLogLine)
    .filter((line) => line !== null)
    .filter(({ at }) => at >= from && at <= to);
}
