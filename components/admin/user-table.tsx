'use client';

import { useFormatter, useTranslations } from 'use-intl';

import type { IssuedPassword, UserRow } from '@/components/api/types';
import { StatusPill } from '@/components/ui/status-pill';

import styles from './admin.module.css';
import { DataTable, type Column } from './data-table';
import { UserActions } from './user-actions';

interface UserTableProps {
  readonly users: readonly UserRow[];
  readonly selfId: string;
  readonly onIssued: (issued: IssuedPassword) => void;
}

export function UserTable({ users, selfId, onIssued }: UserTableProps) {
  const t = useTranslations('admin');
  const roles = useTranslations('account.roles');
  const format = useFormatter();
  const columns: Column<UserRow>[] = [
    { name: t('user'), show: (user) => <PersonCell user={user} self={user.id === selfId} /> },
    { name: t('role'), show: (user) => roles(user.role) },
    {
      name: t('status'),
      show: (user) => (
        <StatusPill tone={user.status === 'active' ? 'good' : 'neutral'}>
          {t(user.status)}
        </StatusPill>
      ),
    },
    { name: t('pool'), show: (user) => user.pool },
    {
      name: t('created'),
      show: (user) => format.dateTime(new Date(user.createdAt), { dateStyle: 'medium' }),
    },
    {
      name: t('actions'),
      show: (user) => <UserActions user={user} self={user.id === selfId} onIssued={onIssued} />,
    },
  ];
  return <DataTable label={t('users')} columns={columns} rows={users} keyOf={(user) => user.id} />;
}

function PersonCell({ user, self }: { readonly user: UserRow; readonly self: boolean }) {
  const t = useTranslations('admin');
  return (
    <span className={styles['person']}>
      <span>
        {user.name}
        {self && <span className={styles['you']}>{t('you')}</span>}
      </span>
      <small>{user.email}</small>
    </span>
  );
}
