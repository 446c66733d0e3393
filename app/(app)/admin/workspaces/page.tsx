import type { Metadata } from 'next';

import { pageTitle } from '@/app/_server/page-title';
import { requirePermission } from '@/app/_server/require-caller';
import { WorkspacesView } from '@/components/admin/workspaces/workspaces-view';
import { may } from '@/lib/domain/permissions';

export const generateMetadata = (): Promise<Metadata> => pageTitle('consoleWorkspaces');

export default async function WorkspacesPage() {
  const { role } = await requirePermission('/admin/workspaces', 'workspaces.act');
  return <WorkspacesView content={may(role, 'runs.content')} />;
}
