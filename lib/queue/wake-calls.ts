/**
 * Hears at once that a slot which had nothing to do shall look again. A call that nobody hears costs
 * little: a job of the queue says the same, and every slot looks by itself once a second.
 */
import type { Redis } from 'ioredis';

import { errorMessage } from '@/lib/kernel/errors';
import type { Logger } from '@/lib/kernel/log';

export interface WakeCalls {
  /** @returns ends the listening */
  listen(channel: string, slotId: string, onCall: () => void): () => void;
}

/** @param redis a connection of use `blocking`; other subscriptions may share it */
export function createWakeCalls(redis: Redis, log: Logger): WakeCalls {
  const listeners = new Map<string, Map<string, () => void>>();

  redis.on('message', (channel, slotId) => listeners.get(channel)?.get(slotId)?.());

  const noted = (asked: Promise<unknown>): void =>
    void asked.catch((error: unknown) => {
      log.debug({ error: errorMessage(error) }, 'wake-up calls');
    });

  return {
    listen(channel, slotId, onCall) {
      const ofChannel = listeners.get(channel) ?? new Map<string, () => void>();
      ofChannel.set(slotId, onCall);
      if (!listeners.has(channel)) noted(redis.subscribe(channel));
      listeners.set(channel, ofChannel);
      return () => {
        ofChannel.delete(slotId);
        if (ofChannel.size > 0) return;
        listeners.delete(channel);
        noted(redis.unsubscribe(channel));
      };
    },
  };
}
