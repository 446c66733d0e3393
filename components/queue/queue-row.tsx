'use client';

import { ArrowDown, ArrowUp, ArrowUpToLine, LoaderCircle, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';

import type { QueueRun } from '@/lib/domain/queue-view';
import { Button } from '@/components/ui/button';
import { cx } from '@/components/ui/cx';

import { durationParts } from './duration-parts';
import styles from './queue-panel.module.css';
import type { Neighbours } from './reorder';
import type { QueueActs } from './use-queue-acts';

interface QueueRowProps {
  readonly run: QueueRun;
  readonly neighbours: Neighbours;
  readonly acts: QueueActs;
}

export function QueueRow({ run, neighbours, acts }: QueueRowProps) {
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
      {position !== null && <Order run={run} neighbours={neighbours} acts={acts} />}
      <RowButton
        label={t('cancel', { number })}
        title={t('cancelTitle')}
        busy={isBusy}
        onPress={() => acts.cancel(promptId)}
      >
        <X aria-hidden />
      </RowButton>
    </li>
  );
}

/** They stay where they are at either end of the queue, so that the keyboard's place is kept. */
function Order({ run, neighbours: { above, below }, acts }: QueueRowProps) {
  const t = useTranslations('queue');
  const { promptId, number, position } = run;
  return (
    <>
      <RowButton
        label={t('runNext', { number })}
        title={t('runNextTitle')}
        off={position === 1}
        busy={acts.busy === promptId}
        onPress={() => acts.runNext(promptId)}
      >
        <ArrowUpToLine aria-hidden />
      </RowButton>
      <RowButton
        label={t('moveUp', { number })}
        title={t('moveUpTitle')}
        off={above === null}
        onPress={() => acts.moveUp(promptId, above)}
      >
        <ArrowUp aria-hidden />
      </RowButton>
      <RowButton
        label={t('moveDown', { number })}
        title={t('moveDownTitle')}
        off={below === null}
        onPress={() => acts.moveDown(promptId, below)}
      >
        <ArrowDown aria-hidden />
      </RowButton>
    </>
  );
}

interface RowButtonProps {
  readonly label: string;
  readonly title: string;
  readonly busy?: boolean;
  /** There is nothing to do, but it can be reached. */
  readonly off?: boolean;
  readonly onPress: () => void;
  readonly children: ReactNode;
}

function RowButton({ label, title, busy = false, off = false, onPress, children }: RowButtonProps) {
  return (
    <Button
      icon
      size="small"
      look="ghost"
      className={styles['act']}
      busy={busy}
      aria-label={label}
      title={title}
      {...(off && { 'aria-disabled': true })}
      onClick={() => {
        if (!off) onPress();
      }}
    >
      {children}
    </Button>
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
