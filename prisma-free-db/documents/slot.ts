import { z } from 'zod';

import { RUNNER_KINDS, SLOT_STATES, type Slot } from '@/lib/domain/slot';

import { documentMapper } from '../document';
import { looseObject } from './common';

const schema: z.ZodType<Slot> = z.object({
  id: z.string(),
  workerId: z.string(),
  pool: z.string(),
  state: z.enum(SLOT_STATES),
  reason: z.string(),
  runnerKind: z.enum(RUNNER_KINDS),
  runnerVersion: z.string(),
  device: z.string(),
  objectInfoHash: z.string().nullable(),
  systemStats: looseObject<Record<string, unknown>>().nullable(),
  runId: z.string().nullable(),
  heartbeatAt: z.date(),
});

export const slotDocument = documentMapper('slot', schema);
