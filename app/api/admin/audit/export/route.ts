import { z } from 'zod';

import { EXPORT_FORMATS, exportAudit } from '@/lib/features/audit/export-audit';
import { adminAct } from '@/lib/http/route';

import { auditFilterFields } from '../_query';

const query = z.object({ ...auditFilterFields, format: z.enum(EXPORT_FORMATS).default('csv') });
const TYPES = { csv: 'text/csv; charset=utf-8', jsonl: 'application/x-ndjson' } as const;

/** `GET ?format=csv|jsonl` and the page's filter → a file; that it was taken is recorded too. */
export const GET = adminAct(
  { permission: 'audit.view', query },
  ({ query: { format, ...filter }, record, services: { db } }) => {
    const target = { kind: 'installation', id: 'audit', name: 'audit record' } as const;
    const after = { format, ...filter };
    return record({ act: 'audit.export', target, after }, () => {
      const day = new Date().toISOString().slice(0, 10);
      const headers = {
        'content-type': TYPES[format],
        'content-disposition': `attachment; filename="audit-${day}.${format}"`,
        'cache-control': 'no-store',
      };
      return Promise.resolve(new Response(exportAudit(db.audit, filter, format), { headers }));
    });
  },
);
