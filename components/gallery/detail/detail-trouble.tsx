'use client';

import { CloudOff, ImageOff } from 'lucide-react';
import { useTranslations } from 'use-intl';

import { useErrorText } from '@/components/api/use-error-text';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';

import type { Trouble } from './item-trouble';

interface DetailTroubleProps {
  readonly trouble: Trouble;
  readonly onRetry: () => void;
  readonly onClose: () => void;
}

/** What the address names is not in this gallery, or could not be asked for. */
export function DetailTrouble({ trouble, onRetry, onClose }: DetailTroubleProps) {
  const t = useTranslations('detail');
  const common = useTranslations('common');
  const errorText = useErrorText();
  if (trouble.kind === 'gone') {
    return (
      <EmptyState icon={ImageOff} title={t('goneTitle')} text={t('goneText')}>
        <Button look="primary" onClick={onClose}>
          {common('close')}
        </Button>
      </EmptyState>
    );
  }
  return (
    <EmptyState icon={CloudOff} title={t('failedTitle')} text={errorText(trouble.error)}>
      <Button look="primary" onClick={onRetry}>
        {common('retry')}
      </Button>
      <Button onClick={onClose}>{common('close')}</Button>
    </EmptyState>
  );
}
