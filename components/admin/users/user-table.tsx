'use client';

import Link from 'next/link';
import { useFormatter, useTranslations } from 'use-intl';

import type { IssuedSecret, UserRow } from '@/components/api/types';
import { StatusPill } from '@/components/ui/status-pill';

import styles from '../console/admin.module.css';
import { DataTable, type Column } from '../console/data-table';
import { UserActions } from './user-actions';

interface UserTableProps {
  readonly users: readonly UserRow[];
  readonly selfId: string;
  readonly onIssued: (issued: IssuedSecret) => void;
}

export function UserTable({ users, selfId, onIssued }: UserTableProps) {
  const t = useTranslations('consoleUsers');
  const roles = useTranslations('account.roles');
  const format = useFormatter();
  const columns: Column<UserRow>[] = [
    { name: t('user'), show: (user) => <PersonCell user={user} self={user.id === selfId} /> },
    { name: t('role'), show: (user) => roles(user.role) },
    { name: t('status'), show: (user) => <UserStatus user={user} /> },
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
  if (users.length === 0) return <p className={styles['none']}>{t('none')}</p>;
  return <DataTable label={t('title')} columns={columns} rows={users} keyOf={(user) => user.id} />;
}

const TONES = { active: 'good', disabled: 'neutral', leaving: 'danger' } as const;

export function UserStatus({ user }: { readonly user: UserRow }) {
  const t = useTranslations('consoleUsers');
  if (user.status === 'active' && user.invited) {
    return <StatusPill tone="warn">{t('invited')}</StatusPill>;
  }
  return <StatusPill tone={TONES[user.status]}>{t(`statuses.${user.status}`)}</StatusPill>;
}

function PersonCell({ user, self }: { readonly user: UserRow; readonly self: boolean }) {
  const t = useTranslations('consoleUsers');
  return (
    <span className={styles['person']}>
      <span>
        <Link href={`/admin/users/${user.id}`} prefetch={false}>
          {user.name}
        </Link>
        {self && <span className={styles['you']}>{t('you')}</span>}
      </span>
      <small>{user.email}</small>
    </span>
  );
}
