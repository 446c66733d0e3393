import { z } from 'zod';

import { ALERT_KINDS, type Alert } from '@/lib/domain/alert';

import { documentMapper } from '../document';

const schema: z.ZodType<Alert> = z.object({
  id: z.string(),
  kind: z.enum(ALERT_KINDS),
  subject: z.string(),
  value: z.number(),
  max: z.number(),
  raisedAt: z.date(),
  clearedAt: z.date().nullable(),
});

export const alertDocument = documentMapper('alert', schema);
