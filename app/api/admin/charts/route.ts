import { z } from 'zod';

import { CHART_SPANS, readCharts } from '@/lib/features/admin/overview/read-charts';
import { adminRoute } from '@/lib/http/route';

const query = z.object({ span: z.enum(CHART_SPANS).default('1h') });

/** `GET ?span=1h|24h|7d` → `{points}`, oldest first: a minute or an hour each. */
export const GET = adminRoute(
  { permission: 'devices.view', query },
  async ({ query: { span }, services: { db } }) => ({ points: await readCharts(db.rollups, span) }),
);
