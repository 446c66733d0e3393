'use client';

import { Compass } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'use-intl';

import { ButtonLink } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

import { WholePage } from './whole-page';

/**
 * The answer to an address with nothing behind it.
 * @param framed whether it is shown in the frame of signed-in pages
 */
export function NothingHere({ framed = false }: { readonly framed?: boolean }) {
  const t = useTranslations('problems');
  return (
    <WholePage alone={!framed}>
      <EmptyState icon={Compass} heading="h1" title={t('missingTitle')} text={t('missingText')}>
        <ButtonLink look="primary">
          <Link href="/studio/">{t('home')}</Link>
        </ButtonLink>
      </EmptyState>
    </WholePage>
  );
}
