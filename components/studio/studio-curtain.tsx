'use client';

import { RefreshCw, Unplug } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';

import { Button } from '@/components/ui/button';
import { cx } from '@/components/ui/cx';
import { EmptyState } from '@/components/ui/empty-state';

import styles from './studio.module.css';
import { useLoadingProgress } from './use-loading-progress';

export type EditorState = 'loading' | 'ready' | 'failed';

/** By then something is wrong more often than not; waiting on stays possible. */
const SLOW_AFTER_MS = 45_000;

/** What is seen instead of the editor until it can be used. */
export function StudioCurtain({ state }: { readonly state: EditorState }) {
  const isSlow = useIsSlow(state === 'loading');
  if (state === 'ready') return null;
  return (
    <div className={cx('atelier', styles['curtain'])}>
      {state === 'failed' || isSlow ? <Failure slow={state === 'loading'} /> : <Progress />}
    </div>
  );
}

function useIsSlow(loading: boolean): boolean {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    if (!loading) return;
    const timer = window.setTimeout(() => setSlow(true), SLOW_AFTER_MS);
    return () => window.clearTimeout(timer);
  }, [loading]);
  return isSlow && loading;
}

function Progress() {
  const t = useTranslations('studio');
  const progress = useLoadingProgress(true);
  return (
    <div className={styles['progress']}>
      <p>{t('loading')}</p>
      <progress aria-label={t('loading')} {...(progress !== null && { value: progress, max: 1 })} />
    </div>
  );
}

/** A module that failed to load stays failed in this document, so trying again is loading it anew. */
function Failure({ slow }: { readonly slow: boolean }) {
  const t = useTranslations('studio');
  const common = useTranslations('common');
  return (
    <div role="alert">
      <EmptyState
        icon={Unplug}
        heading="h2"
        title={slow ? t('slowTitle') : t('failedTitle')}
        text={slow ? t('slowText') : t('failedText')}
      >
        <Button look="primary" onClick={() => window.location.reload()}>
          <RefreshCw aria-hidden />
          {common('retry')}
        </Button>
      </EmptyState>
    </div>
  );
}
