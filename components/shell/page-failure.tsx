'use client';

import { RefreshCw, Unplug } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { startTransition } from 'react';
import { useTranslations } from 'use-intl';

import { Button } from '@/components/ui/button';
import { cx } from '@/components/ui/cx';
import { EmptyState } from '@/components/ui/empty-state';

import styles from './whole-page.module.css';

interface PageFailureProps {
  /** By which the log names the fault. */
  readonly digest: string | undefined;
  readonly retry: () => void;
}

/** A page that could not be drawn, mostly because a service is away: says so and tries again. */
export function PageFailure({ digest, retry }: PageFailureProps) {
  const t = useTranslations('problems');
  const common = useTranslations('common');
  const router = useRouter();
  const again = (): void =>
    startTransition(() => {
      router.refresh();
      retry();
    });
  return (
    <div className={cx('atelier', styles['page'])} role="alert">
      <EmptyState icon={Unplug} heading="h1" title={t('pageTitle')} text={t('pageText')}>
        <Button look="primary" onClick={again}>
          <RefreshCw aria-hidden />
          {common('retry')}
        </Button>
      </EmptyState>
      {digest !== undefined && <code className={styles['digest']}>{digest}</code>}
    </div>
  );
}
