'use client';

import { useQuery } from '@tanstack/react-query';
import { useFormatter, useLocale, useTranslations } from 'use-intl';

import { fetchJson } from '@/components/api/fetch-json';
import type { UsageReport } from '@/components/api/types';
import { formatBytes } from '@/components/gallery/format-bytes';
import { useQueue } from '@/components/queue/use-queue';
import { Card } from '@/components/ui/page';
import { LIMIT_NAMES, type Limits } from '@/lib/domain/limits';

import type { StorageFigures } from './storage-card';
import styles from './usage-card.module.css';

interface LimitsCardProps {
  /** The role's with the person's own. */
  readonly limits: Limits;
  readonly storage: StorageFigures;
}

/** What holds for the person, and how much of it is used. */
export function LimitsCard({ limits, storage }: LimitsCardProps) {
  const t = useTranslations('usage');
  const names = useTranslations('limitNames');
  const format = useFormatter();
  const locale = useLocale();
  const { counts } = useQueue();
  const { data: usage } = useQuery({
    queryKey: ['usage'],
    queryFn: ({ signal }) => fetchJson<UsageReport>('/api/usage?days=30', { signal }),
  });
  const used: Partial<Record<keyof Limits, number | undefined>> = {
    runsRunningMax: counts?.running,
    runsWaitingMax: counts?.waiting,
    storageBytesMax: storage.used,
    deviceSecondsPerDay: usage?.today.deviceSeconds,
  };
  const show = (name: keyof Limits, value: number | readonly string[] | null): string => {
    if (value === null) return t('noLimit');
    if (typeof value !== 'number') return value.length === 0 ? '–' : value.join(', ');
    return name === 'storageBytesMax'
      ? formatBytes(value, locale)
      : format.number(Math.round(value));
  };
  return (
    <Card title={t('limits')} text={t('limitsText')}>
      <table className={styles['table']}>
        <thead>
          <tr>
            <td />
            <th scope="col">{t('now')}</th>
            <th scope="col">{t('atMost')}</th>
          </tr>
        </thead>
        <tbody>
          {LIMIT_NAMES.map((name) => (
            <tr key={name}>
              <th scope="row">{names(name)}</th>
              <td>{used[name] === undefined ? '' : show(name, used[name])}</td>
              <td>{show(name, limits[name])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
