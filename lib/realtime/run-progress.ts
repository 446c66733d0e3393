/**
 * The latest progress of running runs, for sockets that attach in mid-run. Kept beside the queue and
 * not in the documents: it changes many times a second and nobody misses it after the end.
 */
import type { Redis } from 'ioredis';

import type { ComfyMessage } from '@/lib/domain/user-event';
import type { RunId } from '@/lib/kernel/ids';

const TTL_S = 3_600;
const FIELDS = ['progress_state', 'executing'] as const;

/** ComfyUI messages as the owner's sockets got them, by type. */
export type RunProgress = Partial<Record<(typeof FIELDS)[number], ComfyMessage>>;

export interface RunProgressStore {
  /** Keeps the newest messages. Never throws: progress is worth no fault. */
  write(runId: RunId, progress: RunProgress): void;
  read(runId: RunId): Promise<RunProgress>;
  /** Removes what this process wrote; anything else ends by its time. */
  remove(runId: RunId): void;
}

/** Redis hash `<prefix>:run:<run id>:progress` with fields `progress_state` and `executing`, JSON texts. */
export function createRunProgressStore(redis: Redis, prefix: string): RunProgressStore {
  const keyOf = (runId: RunId) => `${prefix}:run:${runId}:progress`;
  const ignore = () => undefined;
  /** What this process wrote: most runs end before anything is worth keeping. */
  const written = new Set<RunId>();

  return {
    write(runId, progress) {
      const fields = Object.entries(progress).map(
        ([field, message]) => [field, JSON.stringify(message)] as const,
      );
      if (fields.length === 0) return;
      const key = keyOf(runId);
      written.add(runId);
      redis.hset(key, Object.fromEntries(fields)).catch(ignore);
      redis.expire(key, TTL_S).catch(ignore);
    },

    async read(runId) {
      const stored = await redis.hgetall(keyOf(runId));
      return Object.fromEntries(
        FIELDS.flatMap((field) => {
          const text = stored[field];
          return text === undefined ? [] : [[field, JSON.parse(text) as ComfyMessage]];
        }),
      );
    },

    remove(runId) {
      if (!written.delete(runId)) return;
      redis.del(keyOf(runId)).catch(ignore);
    },
  };
}
