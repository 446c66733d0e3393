'use client';

import { useQuery } from '@tanstack/react-query';
import { Fragment, useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';

import { fetchJson } from '@/components/api/fetch-json';
import type { IssuedSecret, UserDetail } from '@/components/api/types';
import { useErrorText } from '@/components/api/use-error-text';
import { Notice } from '@/components/ui/notice';
import { Card, Page } from '@/components/ui/page';
import { Skeleton } from '@/components/ui/skeleton';

import styles from '../console/console.module.css';
import { IssuedDialog } from './issued-dialog';
import { LimitsForm } from './limits-form';
import { ProfileForm } from './profile-form';
import { UserActions } from './user-actions';
import { UserStatus } from './user-table';

interface UserViewProps {
  readonly id: string;
  readonly selfId: string;
}

/** One person: what the person is, may do and uses. */
export function UserView({ id, selfId }: UserViewProps) {
  const t = useTranslations('consoleUsers');
  const errorText = useErrorText();
  const [issued, setIssued] = useState<IssuedSecret | null>(null);
  const { data, error } = useQuery({
    queryKey: ['admin', 'user', id],
    queryFn: ({ signal }) => fetchJson<UserDetail>(`/api/admin/users/${id}`, { signal }),
  });
  if (error !== null) {
    return (
      <Page title={t('title')}>
        <Notice kind="danger">{errorText(error)}</Notice>
      </Page>
    );
  }
  if (data === undefined) {
    return (
      <Page title={t('title')}>
        <Skeleton style={{ height: 240 }} />
      </Page>
    );
  }
  const { user } = data;
  const actions = <UserActions user={user} self={id === selfId} onIssued={setIssued} />;
  return (
    <Page title={user.name} actions={actions}>
      <Card title={t('profile')}>
        <Facts detail={data} />
        <ProfileForm key={`${user.role} ${user.pool} ${user.name}`} user={user} />
      </Card>
      <Card title={t('limits')} text={t('limitsText')}>
        <LimitsForm key={JSON.stringify(user.limits)} user={user} holding={data.limits} />
      </Card>
      <IssuedDialog issued={issued} onClose={() => setIssued(null)} />
    </Page>
  );
}

function Facts({ detail: { user, usage } }: { readonly detail: UserDetail }) {
  const t = useTranslations('consoleUsers');
  const format = useFormatter();
  return (
    <dl className={styles['facts']}>
      <dt>{t('email')}</dt>
      <dd>{user.email}</dd>
      <dt>{t('status')}</dt>
      <dd>
        <UserStatus user={user} />
      </dd>
      {(['today', 'total'] as const).map((span) => (
        <Fragment key={span}>
          <dt>{t(`usage.${span}`)}</dt>
          <dd>
            {t('used', {
              runs: usage[span].runs,
              seconds: Math.round(usage[span].deviceSeconds),
              images: usage[span].images,
            })}
          </dd>
        </Fragment>
      ))}
      <dt>{t('created')}</dt>
      <dd>
        {format.dateTime(new Date(user.createdAt), { dateStyle: 'medium', timeStyle: 'short' })}
      </dd>
    </dl>
  );
}
