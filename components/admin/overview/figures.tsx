'use client';

import { useFormatter, useTranslations } from 'use-intl';

import type { Overview } from '@/components/api/types';

import styles from '../console/admin.module.css';

/** The few numbers that tell whether all is well. */
export function Figures({ overview }: { readonly overview: Overview }) {
  const t = useTranslations('admin');
  const format = useFormatter();
  const { slots, runs, users } = overview;
  const online = slots.filter((slot) => slot.online).length;
  const figures = [
    { label: t('slotsOnline'), value: `${format.number(online)} / ${format.number(slots.length)}` },
    { label: t('running'), value: format.number(runs.running) },
    { label: t('waiting'), value: format.number(runs.waiting) },
    { label: t('people'), value: format.number(users) },
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
