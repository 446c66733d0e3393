import type { Metadata } from 'next';

import { pageTitle } from '@/app/_server/page-title';
import { requirePermission } from '@/app/_server/require-caller';
import { WorkersView } from '@/components/admin/workers/workers-view';
import { may } from '@/lib/domain/permissions';

export const generateMetadata = (): Promise<Metadata> => pageTitle('consoleWorkers');

export default async function WorkersPage() {
  const { role } = await requirePermission('/admin/workers', 'devices.view');
  return <WorkersView logs={may(role, 'logs.view')} />;
}
