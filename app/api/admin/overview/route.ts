import { readOverview } from '@/lib/features/admin/read-overview';
import { adminRoute } from '@/lib/http/route';

/** `GET` → slots, counts of runs, number of users. */
export const GET = adminRoute({ permission: 'devices.view' }, ({ services: { db } }) =>
  readOverview(db),
);
