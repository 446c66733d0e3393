'use client';

import { Clock3, LoaderCircle, Pause } from 'lucide-react';
import { Popover } from 'radix-ui';
import { useTranslations } from 'use-intl';

import { cx } from '@/components/ui/cx';
import { VisuallyHidden } from '@/components/ui/visually-hidden';

import styles from './queue-badge.module.css';
import { QueuePanel } from './queue-panel';
import { useQueue } from './use-queue';

/** How many of the caller's runs run and wait, live; opens the queue. */
export function QueueBadge() {
  const t = useTranslations('queue');
  const { counts, connected } = useQueue();
  if (counts === undefined) return null;
  const { running, waiting, paused } = counts;
  const summary = t('summary', { running, waiting });
  return (
    <Popover.Root>
      <div role="status" aria-label={summary}>
        <Popover.Trigger
          className={cx(styles['badge'], !connected && styles['cut'])}
          title={connected ? summary : t('offline')}
        >
          <VisuallyHidden>{t('open', { summary })}</VisuallyHidden>
          <Part count={running} active={running > 0} kind="running" />
          <Part count={waiting} active={false} kind={paused ? 'paused' : 'waiting'} />
        </Popover.Trigger>
      </div>
      <Popover.Portal>
        <Popover.Content
          className={cx('atelier', styles['panel'])}
          align="end"
          sideOffset={8}
          collisionPadding={8}
          aria-label={t('title')}
        >
          <QueuePanel paused={paused} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

const ICONS = { running: LoaderCircle, waiting: Clock3, paused: Pause };

interface PartProps {
  readonly kind: keyof typeof ICONS;
  readonly count: number;
  readonly active: boolean;
}

function Part({ kind, count, active }: PartProps) {
  const t = useTranslations('queue');
  const Icon = ICONS[kind];
  return (
    <span className={cx(styles['part'], active && styles['active'])}>
      <Icon aria-hidden />
      <span className={styles['number']}>{count}</span>
      <span className={styles['words']}>{t(kind, { count })}</span>
    </span>
  );
}
