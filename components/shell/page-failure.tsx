'use client';

import { RefreshCw, Unplug } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { startTransition } from 'react';
import { useTranslations } from 'use-intl';

import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

import { WholePage } from './whole-page';
import styles from './whole-page.module.css';

interface PageFailureProps {
  /** By which the log names the fault. */
  readonly digest: string | undefined;
  readonly retry: () => void;
  /** Whether it is shown in the frame of signed-in pages. */
  readonly framed?: boolean;
}

/** A page that could not be drawn, mostly because a service is away: says so and tries again. */
export function PageFailure({ digest, retry, framed = false }: PageFailureProps) {
  const t = useTranslations('problems');
  const common = useTranslations('common');
  const router = useRouter();
  const again = (): void =>
    startTransition(() => {
      router.refresh();
      retry();
    });
  return (
    <WholePage alone={!framed}>
      <div role="alert">
        <EmptyState icon={Unplug} heading="h1" title={t('pageTitle')} text={t('pageText')}>
          <Button look="primary" onClick={again}>
            <RefreshCw aria-hidden />
            {common('retry')}
          </Button>
        </EmptyState>
      </div>
      {digest !== undefined && <code className={styles['digest']}>{digest}</code>}
    </WholePage>
  );
}
