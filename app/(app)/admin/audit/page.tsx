import type { Metadata } from 'next';

import { pageTitle } from '@/app/_server/page-title';
import { requirePermission } from '@/app/_server/require-caller';
import { AuditView } from '@/components/admin/audit/audit-view';

export const generateMetadata = (): Promise<Metadata> => pageTitle('consoleAudit');

export default async function AuditPage() {
  await requirePermission('/admin/audit', 'audit.view');
  return <AuditView />;
}
