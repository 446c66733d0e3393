import { z } from 'zod';

import { ACTS } from '@/lib/domain/audit';
import { filterText } from '@/lib/http/query-fields';

/** A moment, with its offset: a bare day begins at another time for each reader. */
const time = z.iso
  .datetime({ offset: true })
  .transform((given) => new Date(given))
  .optional();

/** The filter of the audit page and its export, as it stands in the address. */
export const auditFilterFields = {
  actor: filterText,
  target: filterText,
  act: z.enum(ACTS).optional(),
  from: time,
  to: time,
};
