import { z } from 'zod';

import { listWorkspaces, WORKSPACE_LISTS } from '@/lib/features/admin/workspaces/list-workspaces';
import { filterText, pageNumber } from '@/lib/http/query-fields';
import { adminRoute } from '@/lib/http/route';

const query = z.object({
  page: pageNumber,
  state: z.enum(WORKSPACE_LISTS).optional(),
  user: filterText,
});

/** `GET ?page&state&user` → `{workspaces, total, page, pageSize}`, newest first. */
export const GET = adminRoute(
  { permission: 'workspaces.act', query },
  ({ caller, query: wanted, services: { db } }) => listWorkspaces(db, caller, wanted),
);
