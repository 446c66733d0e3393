'use client';

import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import type { IssuedSecret, UserPage } from '@/components/api/types';
import { useErrorText } from '@/components/api/use-error-text';
import { Button } from '@/components/ui/button';
import { Notice } from '@/components/ui/notice';
import { Card, Page } from '@/components/ui/page';
import { SelectField } from '@/components/ui/select-field';
import { Skeleton } from '@/components/ui/skeleton';
import { ROLES, USER_STATUSES } from '@/lib/domain/user';

import styles from '../console/console.module.css';
import { Pager } from '../console/pager';
import { SearchField } from '../console/search-field';
import { usePaged } from '../console/use-paged';
import { CreateUserDialog } from './create-user-dialog';
import { IssuedDialog } from './issued-dialog';
import { UserTable } from './user-table';

/** The people of this installation: finding them, making new ones, acting on them. */
export function UsersView({ selfId }: { readonly selfId: string }) {
  const t = useTranslations('consoleUsers');
  const roles = useTranslations('account.roles');
  const errorText = useErrorText();
  const [creating, setCreating] = useState(false);
  const [issued, setIssued] = useState<IssuedSecret | null>(null);
  const users = usePaged<UserPage>('/api/admin/users');
  const anyone = { value: '', label: t('any') };
  return (
    <Page
      title={t('title')}
      actions={
        <Button look="primary" onClick={() => setCreating(true)}>
          <UserPlus aria-hidden />
          {t('create')}
        </Button>
      }
    >
      <Card title={t('list')}>
        <div className={styles['filter']} role="search">
          <SearchField
            label={t('search')}
            className={styles['wide']}
            onSearch={(text) => users.narrow({ text })}
          />
          <SelectField
            label={t('role')}
            value={users.filter['role'] ?? ''}
            options={[anyone, ...ROLES.map((value) => ({ value, label: roles(value) }))]}
            onChoose={(role) => users.narrow({ role })}
          />
          <SelectField
            label={t('status')}
            value={users.filter['status'] ?? ''}
            options={[
              anyone,
              ...USER_STATUSES.map((value) => ({ value, label: t(`statuses.${value}`) })),
            ]}
            onChoose={(status) => users.narrow({ status })}
          />
        </div>
        {users.error !== null && <Notice kind="danger">{errorText(users.error)}</Notice>}
        {users.data === undefined ? (
          <Skeleton style={{ height: 160 }} />
        ) : (
          <>
            <UserTable users={users.data.users} selfId={selfId} onIssued={setIssued} />
            <Pager
              page={users.page}
              pages={users.pages}
              total={users.data.total}
              onGo={users.goTo}
            />
          </>
        )}
      </Card>
      <CreateUserDialog open={creating} onOpenChange={setCreating} onIssued={setIssued} />
      <IssuedDialog issued={issued} onClose={() => setIssued(null)} />
    </Page>
  );
}
