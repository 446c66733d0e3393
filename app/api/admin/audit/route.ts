import { z } from 'zod';

import { toAuditRow } from '@/lib/features/audit/audit-row';
import { pageNumber } from '@/lib/http/query-fields';
import { adminRoute } from '@/lib/http/route';

import { auditFilterFields } from './_query';

const PAGE_SIZE = 50;
const query = z.object({
  ...auditFilterFields,
  page: pageNumber,
});

/** `GET ?page&actor&target&act&from&to` → `{entries, total, page, pageSize}`, newest first. */
export const GET = adminRoute(
  { permission: 'audit.view', query },
  async ({ query: { page, ...filter }, services: { db } }) => {
    const [entries, total] = await Promise.all([
      db.audit.listAsSystem(filter, PAGE_SIZE, (page - 1) * PAGE_SIZE),
      db.audit.countAsSystem(filter),
    ]);
    return { entries: entries.map(toAuditRow), total, page, pageSize: PAGE_SIZE };
  },
);
