import type { Metadata } from 'next';

import { pageTitle } from '@/app/_server/page-title';
import { requirePermission } from '@/app/_server/require-caller';
import { AdminView } from '@/components/admin/overview/admin-view';
import { readOverview } from '@/lib/features/admin/read-overview';
import { services } from '@/lib/http/services';

export const generateMetadata = (): Promise<Metadata> => pageTitle('admin');

export default async function AdminPage() {
  await requirePermission('/admin', 'devices.view');
  const overview = await readOverview(services().db);
  return <AdminView overview={overview} drawnAt={new Date().getTime()} />;
}
