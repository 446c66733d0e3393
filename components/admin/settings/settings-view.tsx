'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';

import { fetchJson } from '@/components/api/fetch-json';
import { Card, Page } from '@/components/ui/page';
import type { Settings } from '@/lib/domain/settings';

import { AnnouncementForm } from './announcement-form';
import { NumbersForm } from './numbers-form';
import { RoleLimitsForm } from './role-limits-form';

/** What admins set for the installation; it acts at once, without a restart. */
export function SettingsView({ settings }: { readonly settings: Settings }) {
  const t = useTranslations('consoleSettings');
  const { data } = useQuery({
    queryKey: ['admin', 'settings'],
    queryFn: async ({ signal }) =>
      (await fetchJson<{ settings: Settings }>('/api/admin/settings', { signal })).settings,
    initialData: settings,
  });
  return (
    <Page title={t('title')}>
      <Card title={t('announcement')} text={t('announcementText')}>
        <AnnouncementForm
          key={JSON.stringify(data.announcement)}
          announcement={data.announcement}
        />
      </Card>
      <Card title={t('bounds')} text={t('boundsText')}>
        <NumbersForm
          settings={data}
          names={['runsWaitingMax', 'idleTimeoutS', 'trashKeptDays', 'tempKeptHours']}
        />
      </Card>
      <Card title={t('roleLimits')} text={t('roleLimitsText')}>
        <RoleLimitsForm roleLimits={data.roleLimits} />
      </Card>
      <Card title={t('thresholds')} text={t('thresholdsText')}>
        <NumbersForm
          settings={data}
          names={['cpuMaxPercent', 'memoryMaxPercent', 'queueCheckMaxMs']}
        />
      </Card>
    </Page>
  );
}
