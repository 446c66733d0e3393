'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import { fetchJson } from '@/components/api/fetch-json';
import type { SlotRow } from '@/components/api/types';
import { useErrorText } from '@/components/api/use-error-text';
import { Notice } from '@/components/ui/notice';
import { Card, Page } from '@/components/ui/page';
import { SelectField } from '@/components/ui/select-field';
import { Skeleton } from '@/components/ui/skeleton';

import styles from '../console/console.module.css';
import { RunnerLog } from './runner-log';
import { SlotTable } from './slot-table';

const REFRESH_MS = 2_000;

interface WorkersViewProps {
  /** Whether runners' logs may be read. */
  readonly logs: boolean;
}

/** The slots of all workers, orders to them, and what their runners say. */
export function WorkersView({ logs }: WorkersViewProps) {
  const t = useTranslations('consoleWorkers');
  const errorText = useErrorText();
  const [chosen, setChosen] = useState<string | null>(null);
  const { data, error } = useQuery({
    queryKey: ['admin', 'slots'],
    queryFn: async ({ signal }) =>
      (await fetchJson<{ slots: SlotRow[] }>('/api/admin/slots', { signal })).slots,
    refetchInterval: REFRESH_MS,
  });
  const followed = chosen ?? data?.[0]?.id ?? null;
  return (
    <Page title={t('title')}>
      <Card title={t('slots')} text={t('text')}>
        {error !== null && <Notice kind="danger">{errorText(error)}</Notice>}
        {data === undefined ? (
          <Skeleton style={{ height: 160 }} />
        ) : (
          <SlotTable slots={data} acts />
        )}
      </Card>
      {logs && data !== undefined && followed !== null && (
        <Card title={t('log')} text={t('logText')}>
          <SelectField
            label={t('slot')}
            value={followed}
            options={data.map(({ id }) => ({ value: id, label: id }))}
            onChoose={setChosen}
            className={styles['slotChoice']}
          />
          <RunnerLog key={followed} slotId={followed} />
        </Card>
      )}
    </Page>
  );
}
