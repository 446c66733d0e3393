'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { fetchJson } from '@/components/api/fetch-json';
import type { IssuedPassword, UserPage } from '@/components/api/types';
import { useErrorText } from '@/components/api/use-error-text';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { Card } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';

import { CreateUserDialog } from './create-user-dialog';
import { IssuedPasswordDialog } from './issued-password-dialog';
import { Pager } from './pager';
import { UserTable } from './user-table';

/** The people of this installation, and making new ones. */
export function UsersCard({ selfId }: { readonly selfId: string }) {
  const t = useTranslations('admin');
  const errorText = useErrorText();
  const [page, setPage] = useState(1);
  const [creating, setCreating] = useState(false);
  const [issued, setIssued] = useState<IssuedPassword | null>(null);
  const { data, error } = useQuery({
    queryKey: ['admin', 'users', page],
    queryFn: ({ signal }) => fetchJson<UserPage>(`/api/admin/users?page=${page}`, { signal }),
    placeholderData: keepPreviousData,
  });
  const create = (
    <Button look="primary" onClick={() => setCreating(true)}>
      <UserPlus aria-hidden />
      {t('create')}
    </Button>
  );
  return (
    <Card title={t('users')} actions={create}>
      {error !== null && <Notice kind="danger">{errorText(error)}</Notice>}
      {data === undefined ? (
        <Skeleton style={{ height: 160 }} />
      ) : (
        <UserTable users={data.users} selfId={selfId} onIssued={setIssued} />
      )}
      {data !== undefined && (
        <Pager page={page} pages={Math.ceil(data.total / data.pageSize)} onGo={setPage} />
      )}
      <CreateUserDialog open={creating} onOpenChange={setCreating} onIssued={setIssued} />
      <IssuedPasswordDialog issued={issued} onClose={() => setIssued(null)} />
    </Card>
  );
}
