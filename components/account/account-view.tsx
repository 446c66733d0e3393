'use client';

import { toast } from 'sonner';
import { useTranslations } from 'use-intl';

import { LanguageSwitch } from '@/components/preferences/language-switch';
import { ThemeSwitch } from '@/components/preferences/theme-switch';
import type { Person } from '@/components/shell/app-header';
import type { Limits } from '@/lib/domain/limits';
import { may } from '@/lib/domain/permissions';
import { Card, Page } from '@/components/ui/page';

import styles from './account.module.css';
import { ApiAccess, type ApiAccessProps } from './api-access';
import { ApiKeysCard } from './api-keys-card';
import { LimitsCard } from './limits-card';
import { PasswordCard } from './password-card';
import { SharesCard } from '@/components/share/shares-card';

import { SessionsCard } from './sessions-card';
import { UsageCard } from './usage-card';
import { StorageCard, type StorageFigures } from './storage-card';

interface AccountViewProps extends ApiAccessProps {
  readonly person: Person;
  readonly storage: StorageFigures;
  readonly limits: Limits;
}

export function AccountView({ person, storage, limits, ...api }: AccountViewProps) {
  const t = useTranslations('account');
  const password = useTranslations('password');
  return (
    <Page title={t('title')} narrow>
      <ProfileCard person={person} />
      <StorageCard storage={storage} />
      <UsageCard />
      <LimitsCard limits={limits} storage={storage} />
      <SharesCard />
      <PasswordCard email={person.email} onDone={() => toast.success(password('done'))} />
      <AppearanceCard />
      <SessionsCard />
      <ApiAccess {...api} />
      {may(person.role, 'keys.make') && <ApiKeysCard role={person.role} />}
    </Page>
  );
}

function ProfileCard({ person }: { readonly person: Person }) {
  const t = useTranslations('account');
  return (
    <Card title={t('profile')}>
      <dl className={styles['facts']}>
        <dt>{t('name')}</dt>
        <dd>{person.name}</dd>
        <dt>{t('email')}</dt>
        <dd>{person.email}</dd>
        <dt>{t('role')}</dt>
        <dd>{t(`roles.${person.role}`)}</dd>
      </dl>
    </Card>
  );
}

function AppearanceCard() {
  const t = useTranslations('account');
  const theme = useTranslations('theme');
  const language = useTranslations('language');
  return (
    <Card title={t('appearance')}>
      <div className={styles['choices']}>
        <span aria-hidden>{theme('label')}</span>
        <ThemeSwitch />
        <span aria-hidden>{language('label')}</span>
        <LanguageSwitch />
      </div>
    </Card>
  );
}
