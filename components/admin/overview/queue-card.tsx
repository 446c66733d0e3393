'use client';

import { useFormatter, useTranslations } from 'use-intl';

import type { PoolRow } from '@/components/api/types';
import { Card } from '@/components/ui/page';

import styles from '../console/admin.module.css';
import { DataTable, type Column } from '../console/data-table';

/** What waits and runs, pool by pool, and for how long the oldest has waited. */
export function QueueCard({ pools }: { readonly pools: readonly PoolRow[] }) {
  const t = useTranslations('admin');
  const format = useFormatter();
  const columns: Column<PoolRow>[] = [
    { name: t('pool'), show: ({ pool }) => pool },
    { name: t('waiting'), show: ({ waiting }) => format.number(waiting) },
    { name: t('running'), show: ({ running }) => format.number(running) },
    {
      name: t('oldest'),
      show: ({ oldestMs }) =>
        oldestMs === null ? '–' : t('seconds', { seconds: Math.round(oldestMs / 1_000) }),
    },
  ];
  return (
    <Card title={t('queue')}>
      {pools.length === 0 ? (
        <p className={styles['none']}>{t('queueEmpty')}</p>
      ) : (
        <DataTable label={t('queue')} columns={columns} rows={pools} keyOf={({ pool }) => pool} />
      )}
    </Card>
  );
}
