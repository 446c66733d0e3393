import { z } from 'zod';

import { RUN_STATES } from '@/lib/domain/prompt-run';
import { listRuns } from '@/lib/features/admin/runs/list-runs';
import { adminRoute } from '@/lib/http/route';

const text = z
  .string()
  .trim()
  .max(200)
  .transform((given) => (given === '' ? undefined : given))
  .optional();
const query = z.object({
  page: z.coerce.number().int().min(1).max(100_000).default(1),
  state: z.enum(RUN_STATES).optional(),
  ...{ user: text, device: text, pool: text, graph: text },
});

/** `GET ?page&user&state&device&pool&graph` → `{runs, total, page, pageSize}`, newest first. */
export const GET = adminRoute(
  { permission: 'runs.view', query },
  ({ caller, query: wanted, services: { db } }) => listRuns(db, caller, wanted),
);
