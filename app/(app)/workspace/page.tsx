import type { Metadata } from 'next';
import { notFound } from 'next/navigation';

import { pageTitle } from '@/app/_server/page-title';
import { requireCaller } from '@/app/_server/require-caller';
import { WorkspaceView } from '@/components/workspace/workspace-view';
import { may } from '@/lib/domain/permissions';

export const generateMetadata = (): Promise<Metadata> => pageTitle('workspace');

export default async function WorkspacePage() {
  const { role } = await requireCaller('/workspace');
  if (!may(role, 'workspace.lease')) notFound();
  return <WorkspaceView />;
}
