import { listSlots } from '@/lib/features/admin/workers/list-slots';
import { adminRoute } from '@/lib/http/route';

/** `GET` → `{slots}`, by worker and number. */
export const GET = adminRoute(
  { permission: 'devices.view' },
  async ({ caller, services: { db } }) => ({ slots: await listSlots(db, caller) }),
);
