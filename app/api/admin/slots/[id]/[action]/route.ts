import type { Act } from '@/lib/domain/audit';
import { SLOT_ACTIONS, type SlotAction } from '@/lib/domain/slot';
import { orderSlot } from '@/lib/features/slots/order-slot';
import { adminAct } from '@/lib/http/route';
import { AppError } from '@/lib/kernel/errors';

const ACTS: Readonly<Record<SlotAction, Act>> = {
  enable: 'slot.open',
  drain: 'slot.drain',
  disable: 'slot.disable',
  restart: 'slot.restart',
  preheat: 'slot.preheat',
};

/** `POST /api/admin/slots/{id}/{enable|drain|disable|restart|preheat}` → `{wanted}`; an order outlives restarts. */
export const POST = adminAct(
  { permission: 'devices.act' },
  async ({ caller, params, record, services: { db, redis, env } }) => {
    const { id = '', action: name = '' } = params;
    const action = SLOT_ACTIONS.find((known) => known === name);
    if (action === undefined) {
      throw new AppError('not_found', `There is no act "${name}" on slots.`);
    }
    const earlier = await db.slotOrders.findAsSystem(id);
    const before = { wanted: earlier?.wanted ?? 'enabled' };
    const target = { kind: 'slot', id, name: id } as const;
    return record({ act: ACTS[action], target, before }, async () => {
      const deps = { slots: db.slots, slotOrders: db.slotOrders };
      const order = await orderSlot(
        { ...deps, redis, redisPrefix: env.REDIS_PREFIX },
        ...([id, action, caller.email] as const),
      );
      return { wanted: order.wanted };
    });
  },
);
