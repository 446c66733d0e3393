import type { Metadata } from 'next';

import { pageTitle } from '@/app/_server/page-title';
import { requirePermission } from '@/app/_server/require-caller';
import { OverviewView } from '@/components/admin/overview/overview-view';
import { readOverview } from '@/lib/features/admin/overview/read-overview';
import { services } from '@/lib/http/services';

export const generateMetadata = (): Promise<Metadata> => pageTitle('admin');

export default async function AdminPage() {
  const caller = await requirePermission('/admin', 'devices.view');
  const { db, redis, env } = services();
  const overview = await readOverview({ db, redis, prefix: env.REDIS_PREFIX }, caller);
  return <OverviewView overview={overview} drawnAt={new Date().getTime()} />;
}
