import type { Metadata } from 'next';

import { pageTitle } from '@/app/_server/page-title';
import { requirePermission } from '@/app/_server/require-caller';
import { RunsView } from '@/components/admin/runs/runs-view';
import { may } from '@/lib/domain/permissions';

export const generateMetadata = (): Promise<Metadata> => pageTitle('consoleRuns');

export default async function RunsPage() {
  const { role } = await requirePermission('/admin/runs', 'runs.view');
  return <RunsView content={may(role, 'runs.content')} />;
}
