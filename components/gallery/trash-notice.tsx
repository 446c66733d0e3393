'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';

import type { GalleryItem } from '@/lib/domain/gallery-item';
import { Button } from '@/components/ui/button';

import styles from './gallery.module.css';
import { RemoveDialog } from './select/remove-dialog';
import { useTrashKeptDays } from './trash-kept';
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
  const days = useTrashKeptDays();
  const [isAsking, setAsking] = useState(false);
  return (
    <div className={styles['notice']}>
      <p>{t('trashKept', { days })}</p>
      {items.length > 0 && (
        <Button size="small" look="danger" onClick={() => setAsking(true)}>
          {t('removeShown', { count: items.length })}
        </Button>
      )}
      <RemoveDialog open={isAsking} onOpenChange={setAsking} items={items} acts={acts} />
    </div>
  );
}
