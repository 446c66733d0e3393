import { z } from 'zod';

import { ACTS } from '@/lib/domain/audit';
import { filterText } from '@/lib/http/query-fields';

const time = z.coerce.date().optional();

/** The filter of the audit page and its export, as it stands in the address. */
export const auditFilterFields = {
  actor: filterText,
  target: filterText,
  act: z.enum(ACTS).optional(),
  from: time,
  to: time,
};
