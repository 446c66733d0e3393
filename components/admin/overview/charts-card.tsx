'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';

import { fetchJson } from '@/components/api/fetch-json';
import type { ChartPoint } from '@/components/api/types';
import { useErrorText } from '@/components/api/use-error-text';
import { Notice } from '@/components/ui/notice';
import { Card } from '@/components/ui/page';
import { Segmented } from '@/components/ui/segmented';
import { Skeleton } from '@/components/ui/skeleton';

import admin from '../console/admin.module.css';
import styles from './charts.module.css';
import { LineChart, type Series } from './line-chart';

const SPANS = ['1h', '24h', '7d'] as const;
const HOUR_MS = 3_600_000;
const LENGTH_MS = { '1h': HOUR_MS, '24h': 24 * HOUR_MS, '7d': 168 * HOUR_MS } as const;
const REFRESH_MS = 30_000;

/** Throughput, waits, failures and load over an hour, a day or a week. */
export function ChartsCard() {
  const t = useTranslations('admin');
  const format = useFormatter();
  const [span, setSpan] = useState<(typeof SPANS)[number]>('1h');
  const errorText = useErrorText();
  const { data, error } = useQuery({
    queryKey: ['admin', 'charts', span],
    queryFn: ({ signal }) =>
      fetchJson<{ points: ChartPoint[] }>(`/api/admin/charts?span=${span}`, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  });
  const points = data?.points ?? [];
  const of = (
    name: string,
    tone: Series['tone'],
    pick: (point: ChartPoint) => number | null,
  ): Series => ({
    ...{ name, tone },
    points: points.map((point) => [point.at, pick(point)]),
  });
  const number = (value: number): string => format.number(value, { maximumFractionDigits: 1 });
  const charts = [
    {
      title: t(span === '7d' ? 'throughputHour' : 'throughputMinute'),
      series: [
        of(t('succeeded'), 'good', ({ succeeded }) => succeeded),
        of(t('failed'), 'danger', ({ failed }) => failed),
      ],
    },
    {
      title: t('times'),
      series: [
        of(t('waitTime'), 'accent', ({ waitS }) => waitS),
        of(t('runTime'), 'muted', ({ runS }) => runS),
      ],
    },
    {
      title: t('queueAndPeople'),
      series: [
        of(t('waiting'), 'accent', ({ waiting }) => waiting),
        of(t('online'), 'muted', ({ online }) => online),
      ],
    },
    {
      title: t('load'),
      series: [
        of(t('cpu'), 'accent', ({ cpuPercent }) => cpuPercent),
        of(t('memory'), 'muted', ({ memoryPercent }) => memoryPercent),
      ],
    },
  ];
  const choice = (
    <Segmented
      label={t('span')}
      value={span}
      options={SPANS.map((value) => ({ value, label: t(`spans.${value}`) }))}
      onChoose={setSpan}
    />
  );
  return (
    <Card title={t('charts')} actions={choice}>
      {data === undefined && error === null && <Skeleton style={{ height: 320 }} />}
      {data === undefined && error !== null && <Notice kind="danger">{errorText(error)}</Notice>}
      {data !== undefined && points.length === 0 && (
        <p className={admin['none']}>{t('noPoints')}</p>
      )}
      {points.length > 0 && (
        <div className={styles['charts']}>
          {charts.map(({ title, series }) => (
            <LineChart
              key={title}
              title={title}
              series={series}
              lengthMs={LENGTH_MS[span]}
              format={number}
            />
          ))}
        </div>
      )}
    </Card>
  );
}
