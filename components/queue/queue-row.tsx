'use client';

import { ArrowUpToLine, LoaderCircle, X } from 'lucide-react';
import { useTranslations } from 'use-intl';

import type { QueueRun } from '@/lib/domain/queue-view';
import { Button } from '@/components/ui/button';
import { cx } from '@/components/ui/cx';

import { durationParts } from './duration-parts';
import styles from './queue-panel.module.css';
import type { QueueActs } from './use-queue-acts';

interface QueueRowProps {
  readonly run: QueueRun;
  readonly acts: QueueActs;
}

export function QueueRow({ run, acts }: QueueRowProps) {
  const t = useTranslations('queue');
  const { promptId, number, position, state, lane } = run;
  const isBusy = acts.busy === promptId;
  return (
    <li className={styles['row']}>
      <span className={cx(styles['place'], state === 'running' && styles['turning'])} aria-hidden>
        {position ?? <LoaderCircle />}
      </span>
      <span className={styles['what']}>
        <span className={styles['name']}>
          {t('prompt', { number })}
          {lane === 'background' && <span className={styles['lane']}>{t('background')}</span>}
        </span>
        <Wait run={run} />
      </span>
      {position !== null && position > 1 && (
        <Button
          icon
          size="small"
          look="ghost"
          busy={isBusy}
          aria-label={t('runNext', { number })}
          title={t('runNextTitle')}
          onClick={() => acts.runNext(promptId)}
        >
          <ArrowUpToLine aria-hidden />
        </Button>
      )}
      <Button
        icon
        size="small"
        look="ghost"
        busy={isBusy}
        aria-label={t('cancel', { number })}
        title={t('cancelTitle')}
        onClick={() => acts.cancel(promptId)}
      >
        <X aria-hidden />
      </Button>
    </li>
  );
}

function Wait({
  run: { state, position, waitS, elapsedS, estimateS },
}: Pick<QueueRowProps, 'run'>) {
  const t = useTranslations('queue');
  const text = (seconds: number): string => {
    const { value, unit } = durationParts(seconds);
    return t(`duration.${unit}`, { value });
  };
  if (state === 'running') {
    return <span>{t('since', { elapsed: text(elapsedS ?? 0), usual: text(estimateS) })}</span>;
  }
  if (state === 'ready') return <span>{t('ready')}</span>;
  if (waitS === null) return <span>{t('unknownWait', { position: position ?? 0 })}</span>;
  return <span>{t('wait', { position: position ?? 0, wait: text(waitS) })}</span>;
}
