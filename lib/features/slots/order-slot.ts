/**
 * An admin tells a slot what to do. The order lies in the documents, where the slot's worker finds it also
 * after a restart; a word through Redis makes it look at once.
 */
import type { Redis } from 'ioredis';

import type { SlotAction, SlotOrder, SlotWish } from '@/lib/domain/slot';
import { AppError } from '@/lib/kernel/errors';
import { randomToken } from '@/lib/kernel/ids';
import type { SlotOrderRepository } from '@/prisma-free-db/repositories/slot-orders';
import type { SlotRepository } from '@/prisma-free-db/repositories/slots';

export interface OrderSlotDeps {
  readonly slots: Pick<SlotRepository, 'listAsSystem'>;
  readonly slotOrders: SlotOrderRepository;
  readonly redis: Redis;
  readonly redisPrefix: string;
}

/** Workers listen here for the ids of slots that were told something. */
export const slotOrderChannel = (redisPrefix: string): string => `${redisPrefix}:slot-orders`;

const WISH_OF: Partial<Record<SlotAction, SlotWish>> = {
  enable: 'enabled',
  drain: 'drained',
  disable: 'disabled',
};

/**
 * - `drain`: takes no more runs; what runs may end; the runner stays.
 * - `disable`: the same, then the runner is ended.
 * - `enable`: takes runs again; also tries a crashed runner at once.
 * - `restart`: what runs may end within the worker's limit, else it is handed back; then a new runner.
 * - `preheat`: what runs ends, then the runner loads again what its worker is configured to pre-heat.
 * @param by who asks, for people
 * @throws AppError `not_found` when there is no such slot
 */
export async function orderSlot(
  { slots, slotOrders, redis, redisPrefix }: OrderSlotDeps,
  slotId: string,
  action: SlotAction,
  by: string,
): Promise<SlotOrder> {
  const slot = (await slots.listAsSystem()).find(({ id }) => id === slotId);
  if (slot === undefined) {
    throw new AppError('not_found', `There is no slot ${slotId}.`);
  }
  const asksForRunner = action === 'restart' || (action === 'enable' && slot.state === 'crashed');
  const earlier = await slotOrders.findAsSystem(slotId);
  const order: SlotOrder = {
    id: slotId,
    wanted: WISH_OF[action] ?? earlier?.wanted ?? 'enabled',
    restartId: asksForRunner ? randomToken() : (earlier?.restartId ?? null),
    preheatId: action === 'preheat' ? randomToken() : (earlier?.preheatId ?? null),
    ...{ by, at: new Date() },
  };
  await slotOrders.putAsSystem(order);
  // While Redis is away the worker finds the order in the documents a few seconds later.
  await redis.publish(slotOrderChannel(redisPrefix), slotId).catch(() => undefined);
  return order;
}
