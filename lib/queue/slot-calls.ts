/**
 * Hears at once which run a slot was handed that had nothing to do. A call that nobody hears costs
 * little: the run is anybody's again after a moment, as one whose picker went away.
 */
import type { Redis } from 'ioredis';

import { errorMessage } from '@/lib/kernel/errors';
import type { RunId } from '@/lib/kernel/ids';
import type { Logger } from '@/lib/kernel/log';

export interface SlotCalls {
  /** @returns ends the listening */
  listen(channel: string, onCall: (runId: RunId) => void): () => void;
}

/** @param redis a connection of use `blocking`; other subscriptions may share it */
export function createSlotCalls(redis: Redis, log: Logger): SlotCalls {
  const listeners = new Map<string, (runId: RunId) => void>();

  redis.on('message', (channel, runId) => listeners.get(channel)?.(runId as RunId));

  const noted = (asked: Promise<unknown>): void =>
    void asked.catch((error: unknown) => {
      log.debug({ error: errorMessage(error) }, 'calls of slots');
    });

  return {
    listen(channel, onCall) {
      listeners.set(channel, onCall);
      noted(redis.subscribe(channel));
      return () => {
        listeners.delete(channel);
        noted(redis.unsubscribe(channel));
      };
    },
  };
}
