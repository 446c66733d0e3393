import { z } from 'zod';

import { RUN_STATES } from '@/lib/domain/prompt-run';
import { listRuns } from '@/lib/features/admin/runs/list-runs';
import { filterText, pageNumber } from '@/lib/http/query-fields';
import { adminRoute } from '@/lib/http/route';

const query = z.object({
  page: pageNumber,
  state: z.enum(RUN_STATES).optional(),
  ...{ user: filterText, device: filterText, pool: filterText, graph: filterText },
});

/** `GET ?page&user&state&device&pool&graph` → `{runs, total, page, pageSize}`, newest first. */
export const GET = adminRoute(
  { permission: 'runs.view', query },
  ({ caller, query: wanted, services: { db } }) => listRuns(db, caller, wanted),
);
