import { z } from 'zod';

import { ROLLUP_SPANS, type Rollup } from '@/lib/domain/rollup';

import { documentMapper } from '../document';

const schema: z.ZodType<Rollup> = z.object({
  id: z.string(),
  span: z.enum(ROLLUP_SPANS),
  at: z.date(),
  succeeded: z.number(),
  failed: z.number(),
  cancelled: z.number(),
  started: z.number(),
  waitMs: z.number(),
  runMs: z.number(),
  waiting: z.number(),
  running: z.number(),
  online: z.number(),
  cpuPercent: z.number().nullable(),
  memoryPercent: z.number().nullable(),
});

export const rollupDocument = documentMapper('roll-up', schema);
