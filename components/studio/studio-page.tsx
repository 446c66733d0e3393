'use client';

import { useTranslations } from 'use-intl';

import { VisuallyHidden } from '@/components/ui/visually-hidden';

/** The studio's page itself is empty: the editor lives in the frame, so that it outlives the page. */
export function StudioPage() {
  const t = useTranslations('studio');
  return (
    <h1>
      <VisuallyHidden>{t('title')}</VisuallyHidden>
    </h1>
  );
}
