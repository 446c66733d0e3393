'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';

import type { GalleryItem } from '@/lib/domain/gallery-item';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';

import type { Acts } from '../use-acts';

interface RemoveDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly items: readonly GalleryItem[];
  readonly acts: Acts;
  readonly onDone?: () => void;
}

/** Asks before something goes for ever. */
export function RemoveDialog({ open, onOpenChange, items, acts, onDone }: RemoveDialogProps) {
  const t = useTranslations('gallery');
  const [isBusy, setBusy] = useState(false);
  const confirm = async (): Promise<void> => {
    setBusy(true);
    await acts.remove(items);
    setBusy(false);
    onOpenChange(false);
    onDone?.();
  };
  return (
    <ConfirmDialog
      open={open}
      onOpenChange={onOpenChange}
      title={t('removeTitle', { count: items.length, filename: items[0]?.filename ?? '' })}
      text={t('removeText')}
      act={t('remove')}
      danger
      busy={isBusy}
      onConfirm={() => void confirm()}
    />
  );
}
