import { listQuarantine } from '@/lib/features/admin/quarantine/list-quarantine';
import { adminRoute } from '@/lib/http/route';

/** `GET` → `{graphs}`: those that are not run because they kept ending runners, the latest first. */
export const GET = adminRoute({ permission: 'runs.view' }, ({ caller, services: { db } }) =>
  listQuarantine(db, caller),
);
