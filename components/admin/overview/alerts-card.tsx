'use client';

import { useTranslations } from 'use-intl';

import type { AlertRow } from '@/components/api/types';
import { Card } from '@/components/ui/page';
import { StatusPill } from '@/components/ui/status-pill';

import styles from '../console/admin.module.css';
import { DataTable, type Column } from '../console/data-table';
import { TimeCell } from '../console/time-cell';

/** What is out of bounds now, and was within the last day; nothing when all was well. */
export function AlertsCard({ alerts }: { readonly alerts: readonly AlertRow[] }) {
  const t = useTranslations('admin');
  if (alerts.length === 0) return null;
  const columns: Column<AlertRow>[] = [
    {
      name: t('alert'),
      show: ({ kind, subject, value, max }) =>
        t(`alertTexts.${kind}`, { subject, value: String(value), max: String(max) }),
    },
    { name: t('raised'), show: ({ raisedAt }) => <TimeCell at={raisedAt} /> },
    {
      name: t('state'),
      show: ({ clearedAt }) => (
        <span className={styles['state']}>
          <StatusPill tone={clearedAt === null ? 'danger' : 'good'}>
            {t(clearedAt === null ? 'open' : 'cleared')}
          </StatusPill>
          {clearedAt !== null && (
            <span className={styles['reason']}>
              <TimeCell at={clearedAt} />
            </span>
          )}
        </span>
      ),
    },
  ];
  return (
    <Card title={t('alerts')}>
      <DataTable label={t('alerts')} columns={columns} rows={alerts} keyOf={({ id }) => id} />
    </Card>
  );
}
