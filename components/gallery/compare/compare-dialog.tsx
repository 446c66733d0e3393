'use client';

import { Columns2, SquareSplitHorizontal, X } from 'lucide-react';
import { Dialog as Radix } from 'radix-ui';
import { useState } from 'react';
import { useTranslations } from 'use-intl';

import type { GalleryItem } from '@/lib/domain/gallery-item';
import { Button } from '@/components/ui/button';
import { cx } from '@/components/ui/cx';

import { DetailTrouble } from '../detail/detail-trouble';
import { useDetailItem } from '../detail/use-detail-item';
import { useInertFrame } from '../detail/use-inert-frame';
import type { OpenedItem } from '../use-opened-item';
import { CompareFacts } from './compare-facts';
import styles from './compare.module.css';
import { Overlay } from './overlay';
import { Side } from './side';

interface CompareDialogProps {
  /** Two ids with a dot between them. */
  readonly compared: OpenedItem;
  readonly items: readonly GalleryItem[];
}

/** Two results side by side or one over the other, and what their graphs have different. */
export function CompareDialog({ compared, items }: CompareDialogProps) {
  const t = useTranslations('compare');
  const common = useTranslations('common');
  const [firstId = null, secondId = null] = compared.id?.split('.') ?? [];
  const first = useDetailItem(firstId, items);
  const second = useDetailItem(secondId, items);
  const isOpen = firstId !== null && secondId !== null;
  const [wantsOverlay, setOverlay] = useState(false);
  useInertFrame(isOpen);
  // One that is gone for good says more than one that may come yet.
  const troubles = [first, second].flatMap(({ trouble }) => (trouble === null ? [] : [trouble]));
  const trouble = troubles.find(({ kind }) => kind === 'gone') ?? troubles[0] ?? null;
  const retry = (): void => {
    for (const { trouble: one, retry: again } of [first, second]) if (one !== null) again();
  };
  const pair =
    first.item !== null && second.item !== null ? ([first.item, second.item] as const) : null;
  const canOverlay = pair?.every(({ mediaType }) => mediaType === 'image') ?? false;
  return (
    <Radix.Root
      modal={false}
      open={isOpen}
      onOpenChange={(open) => {
        if (!open) compared.close();
      }}
    >
      <Radix.Portal>
        <Radix.Content
          className={cx('atelier', styles['dialog'])}
          aria-describedby={undefined}
          onInteractOutside={(event) => event.preventDefault()}
        >
          <div className={styles['head']}>
            <Radix.Title className={styles['title']}>{t('title')}</Radix.Title>
            {canOverlay && (
              <Button aria-pressed={wantsOverlay} onClick={() => setOverlay(!wantsOverlay)}>
                {wantsOverlay ? <Columns2 aria-hidden /> : <SquareSplitHorizontal aria-hidden />}
                {t(wantsOverlay ? 'sideBySide' : 'overlay')}
              </Button>
            )}
            <Radix.Close asChild>
              <Button look="ghost" icon aria-label={common('close')}>
                <X aria-hidden />
              </Button>
            </Radix.Close>
          </div>
          {trouble !== null && (
            <DetailTrouble trouble={trouble} onRetry={retry} onClose={compared.close} />
          )}
          {pair !== null && (
            <div className={styles['body']}>
              {wantsOverlay && canOverlay ? (
                <Overlay first={pair[0]} second={pair[1]} />
              ) : (
                <div className={styles['sides']}>
                  <Side name="A" item={pair[0]} />
                  <Side name="B" item={pair[1]} />
                </div>
              )}
              <CompareFacts first={pair[0]} second={pair[1]} />
            </div>
          )}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
