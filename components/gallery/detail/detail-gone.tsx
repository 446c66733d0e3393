'use client';

import { ImageOff } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

/** The address names something that is not in this gallery. */
export function DetailGone({ onClose }: { readonly onClose: () => void }) {
  const t = useTranslations('detail');
  const common = useTranslations('common');
  return (
    <EmptyState icon={ImageOff} title={t('goneTitle')} text={t('goneText')}>
      <Button look="primary" onClick={onClose}>
        {common('close')}
      </Button>
    </EmptyState>
  );
}
