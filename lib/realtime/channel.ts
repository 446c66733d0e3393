/** A user's channel: publish from anywhere, subscribe in web replicas. */
import type { Redis } from 'ioredis';

import { errorMessage } from '@/lib/kernel/errors';
import type { UserId } from '@/lib/kernel/ids';
import type { Logger } from '@/lib/kernel/log';

import { type ChannelEvent, decodeEvents, encodeEvents } from './codec';

const channelOf = (prefix: string, userId: string): string => `${prefix}:user:${userId}:events`;

/** Where it is counted how often a user's gallery has changed; whoever keeps a figure of it compares. */
export const galleryVersionKey = (prefix: string, userId: string): string =>
  `${prefix}:user:${userId}:gallery`;

export interface Publisher {
  /**
   * Tells all of the user's views. Order of calls is the order of arrival. Never throws: views catch
   * up from the documents when Redis was away.
   */
  publish(userId: UserId, event: ChannelEvent): void;
}

/**
 * What is told within one turn of the event loop leaves as one message: a step of a prompt is three
 * events, and each message costs a round through Redis and every replica that listens.
 */
export function createPublisher(redis: Redis, prefix: string, log: Logger): Publisher {
  let pending = new Map<UserId, ChannelEvent[]>();

  function flush(): void {
    const told = pending;
    pending = new Map();
    for (const [userId, events] of told) {
      redis.publish(channelOf(prefix, userId), encodeEvents(events)).catch((error: unknown) => {
        const kinds = events.map(({ kind }) => kind);
        log.debug({ error: errorMessage(error), kinds }, 'events not published');
      });
    }
  }

  return {
    publish(userId, event) {
      if (event.kind === 'generation' && event.change !== 'updated') {
        redis.hincrby(galleryVersionKey(prefix, userId), 'version', 1).catch(() => undefined);
      }
      if (pending.size === 0) setImmediate(flush);
      const events = pending.get(userId);
      if (events === undefined) pending.set(userId, [event]);
      else events.push(event);
    },
  };
}

export type EventListener = (userId: UserId, event: ChannelEvent) => void;

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
      for (const event of decodeEvents(frame)) {
        for (const listener of entry.all) listener(entry.userId, event);
      }
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
