import { z } from 'zod';

import { ACTS } from '@/lib/domain/audit';

const text = z
  .string()
  .trim()
  .max(200)
  .transform((given) => (given === '' ? undefined : given))
  .optional();
const time = z.coerce.date().optional();

/** The filter of the audit page and its export, as it stands in the address. */
export const auditFilterFields = {
  actor: text,
  target: text,
  act: z.enum(ACTS).optional(),
  from: time,
  to: time,
};
