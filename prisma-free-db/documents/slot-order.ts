import { z } from 'zod';

import { SLOT_WISHES, type SlotOrder } from '@/lib/domain/slot';

import { documentMapper } from '../document';

const schema: z.ZodType<SlotOrder> = z.object({
  id: z.string(),
  wanted: z.enum(SLOT_WISHES),
  restartId: z.string().nullable(),
  preheatId: z.string().nullable().default(null),
  by: z.string(),
  at: z.date(),
});

export const slotOrderDocument = documentMapper('slot order', schema);
