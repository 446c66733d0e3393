import { z } from 'zod';

import { auditFilterFields } from '@/lib/features/audit/audit-query';
import { toAuditRow } from '@/lib/features/audit/audit-row';
import { adminRoute } from '@/lib/http/route';

const PAGE_SIZE = 50;
const query = z.object({
  ...auditFilterFields,
  page: z.coerce.number().int().min(1).max(100_000).default(1),
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
