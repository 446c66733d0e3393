'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';

import type { GalleryItem } from '@/components/api/types';
import { Button } from '@/components/ui/button';
import { TRASH_KEPT_DAYS } from '@/lib/domain/generation';

import styles from './gallery.module.css';
import { RemoveDialog } from './select/remove-dialog';
import type { Acts } from './use-acts';

/** How long the trash keeps things, and a way to empty what is shown of it. */
export function TrashNotice({
  items,
  acts,
}: {
  readonly items: readonly GalleryItem[];
  readonly acts: Acts;
}) {
  const t = useTranslations('gallery');
  const [isAsking, setAsking] = useState(false);
  return (
    <div className={styles['notice']}>
      <p>{t('trashKept', { days: TRASH_KEPT_DAYS })}</p>
      {items.length > 0 && (
        <Button size="small" look="danger" onClick={() => setAsking(true)}>
          {t('removeShown', { count: items.length })}
        </Button>
      )}
      <RemoveDialog open={isAsking} onOpenChange={setAsking} items={items} acts={acts} />
    </div>
  );
}
