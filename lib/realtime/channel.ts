/** A user's channel: publish from anywhere, subscribe in web replicas. */
import type { Redis } from 'ioredis';

import type { PreviewFrame, UserEvent } from '@/lib/domain/user-event';
import { errorMessage } from '@/lib/kernel/errors';
import type { UserId } from '@/lib/kernel/ids';
import type { Logger } from '@/lib/kernel/log';

import { decodeEvent, encodeEvent } from './codec';

const channelOf = (prefix: string, userId: string): string => `${prefix}:user:${userId}:events`;

/** Where it is counted how often a user's gallery has changed; whoever keeps a figure of it compares. */
export const galleryVersionKey = (prefix: string, userId: string): string =>
  `${prefix}:user:${userId}:gallery`;

export interface Publisher {
  /**
   * Tells all of the user's views. Order of calls is the order of arrival. Never throws: views catch
   * up from the documents when Redis was away.
   */
  publish(userId: UserId, event: UserEvent | PreviewFrame): void;
}

export function createPublisher(redis: Redis, prefix: string, log: Logger): Publisher {
  return {
    publish(userId, event) {
      if (event.kind === 'generation' && event.change !== 'updated') {
        redis.hincrby(galleryVersionKey(prefix, userId), 'version', 1).catch(() => undefined);
      }
      redis.publish(channelOf(prefix, userId), encodeEvent(event)).catch((error: unknown) => {
        log.debug({ error: errorMessage(error), kind: event.kind }, 'event not published');
      });
    },
  };
}

export type EventListener = (userId: UserId, event: UserEvent | PreviewFrame) => void;

export interface Subscriber {
  /** Listens to a user's channel. Resolves when subscribed; call the result to stop. */
  subscribe(userId: UserId, listener: EventListener): Promise<() => void>;
  /** Calls back whenever the connection is there again after it was lost: events were missed. */
  onRestored(listener: () => void): void;
}

/** @param redis a connection of its own: Redis allows nothing else on a subscribed one. */
export function createSubscriber(redis: Redis, prefix: string, log: Logger): Subscriber {
  const listeners = new Map<
    string,
    { userId: UserId; all: Set<EventListener>; ready: Promise<unknown> }
  >();

  redis.on('messageBuffer', (channel: Buffer, frame: Buffer) => {
    const entry = listeners.get(channel.toString());
    if (entry === undefined) return;
    try {
      const event = decodeEvent(frame);
      for (const listener of entry.all) listener(entry.userId, event);
    } catch (error) {
      log.error({ error: errorMessage(error) }, 'event not understood');
    }
  });

  const restored = new Set<() => void>();
  redis.on('ready', () => {
    for (const listener of restored) listener();
  });

  return {
    onRestored: (listener) => void restored.add(listener),
    async subscribe(userId, listener) {
      const channel = channelOf(prefix, userId);
      let entry = listeners.get(channel);
      if (entry === undefined) {
        entry = { userId, all: new Set(), ready: redis.subscribe(channel) };
        listeners.set(channel, entry);
      }
      const { all, ready } = entry;
      all.add(listener);
      await ready;
      return () => {
        all.delete(listener);
        if (all.size > 0 || listeners.get(channel)?.all !== all) return;
        listeners.delete(channel);
        redis.unsubscribe(channel).catch(() => undefined);
      };
    },
  };
}
