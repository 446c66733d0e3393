'use client';

import { Clock3, LoaderCircle } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { cx } from '@/components/ui/cx';

import styles from './queue-badge.module.css';
import { useQueue } from './use-queue';

/** How many of the caller's runs run and wait, live. */
export function QueueBadge() {
  const t = useTranslations('queue');
  const { counts, connected } = useQueue();
  if (counts === undefined) return null;
  const summary = t('summary', { ...counts });
  return (
    <div
      role="status"
      aria-label={summary}
      title={connected ? summary : t('offline')}
      className={cx(styles['badge'], !connected && styles['cut'])}
    >
      <Part count={counts.running} active={counts.running > 0} kind="running" />
      <Part count={counts.waiting} active={false} kind="waiting" />
    </div>
  );
}

interface PartProps {
  readonly kind: 'running' | 'waiting';
  readonly count: number;
  readonly active: boolean;
}

function Part({ kind, count, active }: PartProps) {
  const t = useTranslations('queue');
  const Icon = kind === 'running' ? LoaderCircle : Clock3;
  return (
    <span className={cx(styles['part'], active && styles['active'])} aria-hidden>
      <Icon />
      <span className={styles['number']}>{count}</span>
      <span className={styles['words']}>{t(kind, { count })}</span>
    </span>
  );
}
