import { readOverview } from '@/lib/features/admin/overview/read-overview';
import { adminRoute } from '@/lib/http/route';

/** `GET` → slots, queue by pool, people, hosts and alerts. */
export const GET = adminRoute(
  { permission: 'devices.view' },
  ({ caller, services: { db, redis, env } }) =>
    readOverview({ db, redis, prefix: env.REDIS_PREFIX }, caller),
);
