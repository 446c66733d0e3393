import type { Metadata } from 'next';
import { notFound } from 'next/navigation';

import { pageTitle } from '@/app/_server/page-title';
import { requirePermission } from '@/app/_server/require-caller';
import { UserView } from '@/components/admin/users/user-view';
import { parseUserId } from '@/lib/kernel/ids';

export const generateMetadata = (): Promise<Metadata> => pageTitle('consoleUsers');

interface UserPageProps {
  readonly params: Promise<{ id: string }>;
}

export default async function UserPage({ params }: UserPageProps) {
  const { id } = await params;
  const caller = await requirePermission(`/admin/users/${id}`, 'users.view');
  if (parseUserId(id) === null) notFound();
  return <UserView id={id} selfId={caller.userId} />;
}
