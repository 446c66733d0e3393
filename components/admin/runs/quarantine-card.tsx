'use client';

import { useQuery } from '@tanstack/react-query';
import { useFormatter, useTranslations } from 'use-intl';

import { fetchJson } from '@/components/api/fetch-json';
import type { QuarantineRow } from '@/lib/domain/quarantine';
import { Button } from '@/components/ui/button';
import { Card } from '@/components/ui/page';

import admin from '../console/admin.module.css';
import { DataTable, type Column } from '../console/data-table';
import { TimeCell } from '../console/time-cell';
import { useAct } from '../console/use-act';

const REFRESH_MS = 5_000;

/** Graphs that are refused because they kept ending runners; nothing when there are none. */
export function QuarantineCard() {
  const t = useTranslations('consoleRuns.quarantine');
  const format = useFormatter();
  const { data = [] } = useQuery({
    queryKey: ['admin', 'quarantine'],
    queryFn: async ({ signal }) =>
      (await fetchJson<{ graphs: QuarantineRow[] }>('/api/admin/quarantine', { signal })).graphs,
    refetchInterval: REFRESH_MS,
  });
  const columns: Column<QuarantineRow>[] = [
    { name: t('struck'), show: ({ struckAt }) => <TimeCell at={struckAt} /> },
    { name: t('user'), show: ({ user }) => user?.email ?? '–' },
    {
      name: t('graph'),
      show: ({ workflowId }) => (
        <span className={admin['mono']}>{workflowId?.slice(0, 16) ?? '–'}</span>
      ),
    },
    { name: t('strikes'), show: ({ strikes }) => format.number(strikes) },
    { name: t('reason'), show: ({ reason }) => reason },
    { name: t('until'), show: ({ until }) => <TimeCell at={until} /> },
    { name: t('actions'), show: ({ id }) => <Release id={id} /> },
  ];
  if (data.length === 0) return null;
  return (
    <Card title={t('title')} text={t('text')}>
      <DataTable label={t('title')} columns={columns} rows={data} keyOf={({ id }) => id} />
    </Card>
  );
}

function Release({ id }: { readonly id: string }) {
  const t = useTranslations('consoleRuns.quarantine');
  const { act, busy } = useAct();
  const path = `/quarantine/${encodeURIComponent(id)}/release`;
  return (
    <Button size="small" busy={busy} onClick={() => act({ path, done: t('released') })}>
      {t('release')}
    </Button>
  );
}
