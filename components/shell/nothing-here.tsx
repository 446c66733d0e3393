'use client';

import { Compass } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'use-intl';

import { ButtonLink } from '@/components/ui/button';
import { cx } from '@/components/ui/cx';
import { EmptyState } from '@/components/ui/empty-state';

import styles from './whole-page.module.css';

/** The answer to an address with nothing behind it. */
export function NothingHere() {
  const t = useTranslations('problems');
  return (
    <main className={cx('atelier', styles['page'])}>
      <EmptyState icon={Compass} heading="h1" title={t('missingTitle')} text={t('missingText')}>
        <ButtonLink look="primary">
          <Link href="/studio/">{t('home')}</Link>
        </ButtonLink>
      </EmptyState>
    </main>
  );
}
