import type { Metadata } from 'next';

import { pageTitle } from '@/app/_server/page-title';
import { requirePermission } from '@/app/_server/require-caller';
import { UsersView } from '@/components/admin/users/users-view';

export const generateMetadata = (): Promise<Metadata> => pageTitle('consoleUsers');

export default async function UsersPage() {
  const caller = await requirePermission('/admin/users', 'users.view');
  return <UsersView selfId={caller.userId} />;
}
