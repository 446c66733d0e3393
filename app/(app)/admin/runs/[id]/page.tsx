import type { Metadata } from 'next';

import { pageTitle } from '@/app/_server/page-title';
import { requirePermission } from '@/app/_server/require-caller';
import { RunView } from '@/components/admin/runs/run-view';

export const generateMetadata = (): Promise<Metadata> => pageTitle('consoleRuns');

interface RunPageProps {
  readonly params: Promise<{ id: string }>;
}

export default async function RunPage({ params }: RunPageProps) {
  const { id } = await params;
  await requirePermission(`/admin/runs/${id}`, 'runs.view');
  return <RunView id={id} />;
}
