'use client';

import { useFormatter, useTranslations } from 'use-intl';

import type { Overview } from '@/components/api/types';

import styles from '../console/admin.module.css';

/** The few numbers that tell whether all is well. */
export function Figures({ overview }: { readonly overview: Overview }) {
  const t = useTranslations('admin');
  const format = useFormatter();
  const { slots, pools, users, hosts } = overview;
  const sum = (pick: (pool: (typeof pools)[number]) => number): number =>
    pools.reduce((total, pool) => total + pick(pool), 0);
  const of = (part: number, all: number): string =>
    `${format.number(part)} / ${format.number(all)}`;
  const highest = (values: readonly number[]): string =>
    values.length === 0 ? '–' : `${Math.max(...values)} %`;
  // Who was removed a moment ago may still count as present.
  const here = Math.min(users.online, users.all);
  const figures = [
    {
      label: t('slotsOnline'),
      value: of(slots.filter(({ online }) => online).length, slots.length),
    },
    { label: t('running'), value: format.number(sum(({ running }) => running)) },
    { label: t('waiting'), value: format.number(sum(({ waiting }) => waiting)) },
    { label: t('people'), value: of(here, users.all) },
    { label: t('cpu'), value: highest(hosts.map(({ cpuPercent }) => cpuPercent)) },
    { label: t('memory'), value: highest(hosts.map(({ memoryPercent }) => memoryPercent)) },
  ];
  return (
    <section aria-label={t('overview')}>
      <dl className={styles['figures']}>
        {figures.map(({ label, value }) => (
          <div key={label} className={styles['figure']}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
