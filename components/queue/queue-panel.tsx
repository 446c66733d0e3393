'use client';

import { Pause, Play } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { Button } from '@/components/ui/button';
import { VisuallyHidden } from '@/components/ui/visually-hidden';

import styles from './queue-panel.module.css';
import { QueueRow } from './queue-row';
import { neighboursOf, reordered } from './reorder';
import { useQueueActs } from './use-queue-acts';
import { useQueuePage } from './use-queue-page';

/** The caller's runs in the order in which they will start, and what can be done with them. */
export function QueuePanel({ paused }: { readonly paused: boolean }) {
  const t = useTranslations('queue');
  const { page, failure } = useQueuePage();
  const acts = useQueueActs();
  const runs = reordered(page?.runs ?? [], acts.moves);
  const moved = runs.find(({ promptId }) => promptId === acts.lastMoved);
  const hidden = (page?.waiting ?? 0) - runs.filter(({ state }) => state !== 'running').length;
  return (
    <section className={styles['panel']} aria-busy={page === undefined}>
      <header className={styles['head']}>
        <h2>{t('title')}</h2>
        <Button
          size="small"
          busy={acts.busy === 'pause'}
          aria-pressed={paused}
          onClick={() => acts.pause(!paused)}
        >
          {paused ? <Play aria-hidden /> : <Pause aria-hidden />}
          {paused ? t('resume') : t('pause')}
        </Button>
      </header>
      {paused && <p className={styles['note']}>{t('pausedText')}</p>}
      {failure !== null && (
        <p className={styles['note']} role="alert">
          {failure}
        </p>
      )}
      {page !== undefined && runs.length === 0 && <p className={styles['empty']}>{t('empty')}</p>}
      {runs.length > 0 && (
        <ul className={styles['list']}>
          {runs.map((run) => (
            <QueueRow
              key={run.promptId}
              run={run}
              neighbours={neighboursOf(runs, run)}
              acts={acts}
            />
          ))}
        </ul>
      )}
      <div role="status">
        {moved !== undefined && moved.position !== null && (
          <VisuallyHidden>
            {t('moved', { number: moved.number, position: moved.position })}
          </VisuallyHidden>
        )}
      </div>
      {hidden > 0 && <p className={styles['more']}>{t('more', { count: hidden })}</p>}
    </section>
  );
}
