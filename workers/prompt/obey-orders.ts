/** Hears what admins tell this worker's slots: at once through Redis, and from the documents all the same. */
import type { Redis } from 'ioredis';

import { slotOrderChannel } from '@/lib/features/slots/order-slot';
import { errorMessage } from '@/lib/kernel/errors';
import type { Logger } from '@/lib/kernel/log';
import type { SlotOrderRepository } from '@/prisma-free-db/repositories/slot-orders';

import type { SlotCommander } from './command-slot';

const LOOK_EVERY_MS = 5_000;

/** @param redis a connection of use `blocking` that may be shared with other subscriptions */
export async function obeyOrders(options: {
  readonly redis: Redis;
  readonly redisPrefix: string;
  readonly slotOrders: SlotOrderRepository;
  readonly slots: readonly SlotCommander[];
  readonly log: Logger;
}): Promise<{ stop(): void }> {
  const { redis, slots, slotOrders, log } = options;
  const channel = slotOrderChannel(options.redisPrefix);
  const ids = slots.map(({ id }) => id);

  async function look(): Promise<void> {
    try {
      const orders = await slotOrders.listAsSystem(ids);
      for (const slot of slots) slot.obey(orders.find(({ id }) => id === slot.id) ?? null);
    } catch (error) {
      log.debug({ error: errorMessage(error) }, 'orders could not be read');
    }
  }

  redis.on('message', (from: string, slotId: string) => {
    if (from === channel && ids.includes(slotId)) void look();
  });
  const timer = setInterval(() => void look(), LOOK_EVERY_MS);
  await Promise.all([look(), redis.subscribe(channel)]);
  return { stop: () => clearInterval(timer) };
}
