'use client';

import { useQuery } from '@tanstack/react-query';
import { useFormatter, useLocale, useTranslations } from 'use-intl';

import { fetchJson } from '@/components/api/fetch-json';
import type { UsageReport } from '@/components/api/types';
import { useErrorText } from '@/components/api/use-error-text';
import { formatBytes } from '@/components/gallery/format-bytes';
import { durationParts } from '@/components/queue/duration-parts';
import { Card } from '@/components/ui/page';

import styles from './usage-card.module.css';

type Sums = UsageReport['total'];

/** What the person used today and in the last 30 days. */
export function UsageCard() {
  const t = useTranslations('usage');
  const errorText = useErrorText();
  const { data, error } = useQuery({
    queryKey: ['usage'],
    queryFn: ({ signal }) => fetchJson<UsageReport>('/api/usage?days=30', { signal }),
  });
  return (
    <Card title={t('title')}>
      {error !== null && <p role="alert">{errorText(error)}</p>}
      {data !== undefined && <UsageTable report={data} />}
    </Card>
  );
}

const COLUMNS = ['runs', 'deviceTime', 'images', 'bytes'] as const;

function UsageTable({ report }: { readonly report: UsageReport }) {
  const t = useTranslations('usage');
  const queue = useTranslations('queue');
  const format = useFormatter();
  const locale = useLocale();
  const time = (seconds: number): string => {
    if (seconds === 0) return '–';
    const { value, unit } = durationParts(seconds);
    return queue(`duration.${unit}`, { value });
  };
  const cells = ({ runs, deviceSeconds, images, bytes }: Sums): string[] => [
    format.number(runs),
    time(deviceSeconds),
    format.number(images),
    formatBytes(bytes, locale),
  ];
  const rows = [
    [t('today'), report.today],
    [t('month'), report.total],
  ] as const;
  return (
    <>
      <table className={styles['table']}>
        <thead>
          <tr>
            <td />
            {COLUMNS.map((name) => (
              <th key={name} scope="col">
                {t(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(([label, sums]) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              {cells(sums).map((cell, index) => (
                <td key={COLUMNS[index]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {report.deviceSecondsPerDay !== null && (
        <p className={styles['limit']}>
          {t('limit')}: {time(report.deviceSecondsPerDay)}
        </p>
      )}
    </>
  );
}
